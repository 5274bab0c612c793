"""JSON files: a payload beside its provenance, written whole, the same bytes for the same values."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from belfort.records.atomic import whole_file
from belfort.records.errors import ProvenanceError, RecordsError
from belfort.records.provenance import Provenance

_DEEPEST = 100


def write_json(path: Path, payload: Any, provenance: Provenance) -> None:
    """Write a payload and its provenance; keys sorted, UTF-8.

    Parameters
    ----------
    path
        Replaced as a whole, or left as it was.
    payload
        Mappings with text keys, lists, text, whole and finite numbers, yes or no, None.
    provenance
        Where the payload comes from.

    Raises
    ------
    RecordsError
        The payload holds something else (NaN, an array, ...); every such place is named.
    """
    faults = list(_faults(payload, "payload", 0))
    if faults:
        raise RecordsError(f"{path}: {'; '.join(faults)}")
    content = {"payload": payload, "provenance": provenance.to_dict()}
    text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    with whole_file(path) as file:
        file.write(text.encode() + b"\n")


def read_json(path: Path) -> tuple[Any, Provenance]:
    """Return the payload and provenance of a file that `write_json` wrote.

    Raises
    ------
    RecordsError
        The file cannot be read, is no JSON, or holds NaN or a key twice.
    ProvenanceError
        The file does not say where it comes from.
    """
    try:
        content = json.loads(
            path.read_bytes().decode(), parse_constant=_refuse_constant, object_pairs_hook=_unique
        )
    except (OSError, ValueError, RecursionError) as fault:
        raise RecordsError(f"{path}: not a readable JSON file: {fault}") from fault
    if not isinstance(content, dict) or "provenance" not in content:
        raise ProvenanceError(f"{path}: the file carries no provenance; not written by Belfort?")
    if content.keys() != {"payload", "provenance"}:
        raise RecordsError(f"{path}: expected payload and provenance, found {', '.join(sorted(content))}")
    return content["payload"], Provenance.from_dict(content["provenance"], str(path))


def _faults(value: Any, where: str, depth: int) -> Iterator[str]:
    """Name every place that JSON would change or cannot hold."""
    if depth > _DEEPEST:
        yield f"{where} is nested more than {_DEEPEST} deep"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _faults(inner, f"{where}.{key}", depth + 1)
            if type(key) is not str or not _is_utf8(key):
                yield f"{where} has the key {key!r}, which is not text"
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _faults(inner, f"{where}[{index}]", depth + 1)
    elif type(value) is float and not math.isfinite(value):
        yield f"{where} is {value}"
    elif type(value) is str and not _is_utf8(value):
        yield f"{where} is text that UTF-8 cannot hold"
    elif type(value) not in (str, int, float, bool, type(None)):
        yield f"{where} is of type {type(value).__name__}"


def _is_utf8(text: str) -> bool:
    """Return whether a text has an encoding (half a surrogate pair has none)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the mapping, unless a key comes twice."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"it holds the key {next(key for key in keys if keys.count(key) > 1)!r} twice")
    return mapping
