"""Write a replay into files."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from belfort.raid.export.acmi import to_acmi
from belfort.raid.export.czml import to_czml
from belfort.raid.export.replay import Replay
from belfort.records.atomic import whole_file


def write_replay(
    replay: Replay, folder: Path, formats: Sequence[str] = ("parquet", "czml", "acmi")
) -> tuple[Path, ...]:
    """Write a replay into a folder, each file whole or not at all, and return the files.

    Names begin with the raid and the number of the replicate, as `drone-night-12.czml`, so that several replays lie
    side by side; older files of the same name are replaced.

    Parameters
    ----------
    replay
        One replicate of one raid.
    folder
        Made where it is missing.
    formats
        Of `FORMATS`: `parquet` writes three tables (events, flights, cast), `czml` a document for Cesium, `acmi` a
        recording for Tacview, `acmi-zip` the same compressed.

    Raises
    ------
    ValueError
        A format that is not known; nothing is written.
    OSError
        A file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"formats: unknown {', '.join(map(repr, unknown))}; known are {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", replay.raid).strip("-") or "raid"
    return tuple(
        path for name in formats for path in FORMATS[name](replay, folder, f"{stem}-{replay.replicate}")
    )


def _write_parquet(replay: Replay, folder: Path, stem: str) -> list[Path]:
    tables = {"events": replay.events, "flights": replay.flights, "cast": replay.cast}
    paths = [folder / f"{stem}.{name}.parquet" for name in tables]
    for path, table in zip(paths, tables.values(), strict=True):
        table.to_parquet(path, replay.provenance)
    return paths


def _write_czml(replay: Replay, folder: Path, stem: str) -> list[Path]:
    """Write one packet a line."""
    lines = (json.dumps(packet, ensure_ascii=False, allow_nan=False) for packet in to_czml(replay))
    return [_written(folder / f"{stem}.czml", ("[\n" + ",\n".join(lines) + "\n]\n").encode())]


def _write_acmi(replay: Replay, folder: Path, stem: str) -> list[Path]:
    return [_written(folder / f"{stem}.txt.acmi", to_acmi(replay).encode("utf-8-sig"))]


def _write_acmi_zip(replay: Replay, folder: Path, stem: str) -> list[Path]:
    """Write the text as the one file of an archive; the same replay gives the same bytes."""
    memory = io.BytesIO()
    made = replay.provenance.created_utc
    inner = zipfile.ZipInfo(f"{stem}.txt.acmi", (max(1980, made.year), *made.timetuple()[1:6]))
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(inner, to_acmi(replay).encode("utf-8-sig"), zipfile.ZIP_DEFLATED)
    return [_written(folder / f"{stem}.zip.acmi", memory.getvalue())]


def _written(path: Path, content: bytes) -> Path:
    with whole_file(path) as file:
        file.write(content)
    return path


FORMATS: Mapping[str, Callable[[Replay, Path, str], list[Path]]] = MappingProxyType(
    {"parquet": _write_parquet, "czml": _write_czml, "acmi": _write_acmi, "acmi-zip": _write_acmi_zip}
)
"""Formats by name, and what writes each."""
