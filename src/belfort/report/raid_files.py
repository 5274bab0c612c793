"""A raid on disk: tables, every replicate, pictures and the page that shows them, each whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from belfort.raid import columns
from belfort.raid.model import Outcome
from belfort.raid.summary import CrossTable, MagazineTable, MomentTable, SummaryTable
from belfort.records import Provenance, Table
from belfort.records.columns import F64, I32, Text, text_column
from belfort.records.csvfile import write_csv
from belfort.report.coverage_page import PageImage, write_coverage_page
from belfort.report.coverage_pictures import Picture
from belfort.report.drawing import LIGHT_FILES, draw_picture
from belfort.report.raid_content import RaidReport, content_of
from belfort.report.raid_pictures import pictures_of
from belfort.report.raid_summary import Digest, NightTable, digest_of
from belfort.report.sheet import caption

Progress = Callable[[str, float], None]
PAGE = "raid.html"


@dataclass(frozen=True, slots=True)
class ReplicateTable(Table):
    """Every raid that was simulated, a row a night."""

    option: Text
    """Name of the option; empty for the base."""
    world: I32
    """Draw of what is not known, from 0; -1 with everything at its mode."""
    replicate: I32
    """Within its world, from 0; the same number is the same luck under every option."""
    night: I32
    """From 1."""
    n_armed: I32
    """Threats that carry something."""
    n_leaked: I32
    """Of them, those that get through."""
    n_decoys_leaked: I32
    """Decoys that get through."""
    n_decoys_killed: I32
    """Decoys that are killed."""
    n_civil_engaged: I32
    """Civil aircraft fired at."""
    n_friends_engaged: I32
    """Own aircraft fired at."""
    n_civil_misread: I32
    """Civil aircraft taken for hostile."""
    n_units_lost: I32
    """Units put out of action."""
    n_known: I32
    """Armed threats that some picture found."""
    n_identified: I32
    """Armed threats whose identity was known before they arrived or fell."""
    n_soft_killed: I32
    """Kills by jammers, decoys included."""
    saturated_ms: I32
    """Milliseconds in which a unit had no channel free, units added up."""
    n_events: I32
    """Events that the simulation worked off."""
    n_expected: F64
    """Leakers, each threat's last salvo counted by its chance: the same mean, less scatter."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    page: Path
    files: tuple[Path, ...]
    """All files, the page included."""
    digest: Digest


def write_raid(
    report: RaidReport, folder: Path, *, has_pictures: bool = True, progress: Progress | None = None
) -> Written:
    """Write a raid into a folder: `raid.html` and beside it tables, replicates and `pictures/`.

    Parameters
    ----------
    report
        What to write.
    folder
        Made where it is missing; files of the same names are replaced, others left alone.
    has_pictures
        False writes tables only, and a page without pictures.
    progress
        Called with words and the share done.

    Raises
    ------
    ValueError
        The outcomes were not run over the same worlds and replicates.
    OSError
        A file cannot be written; those written before stay, and no half file is left.
    """
    told = progress or (lambda _words, _share: None)
    provenance = report.origin()
    told("adding up", 0.0)
    digest = digest_of(report.scenario, report.raid, report.title, report.outcomes)
    folder.mkdir(parents=True, exist_ok=True)
    told("writing tables", 0.1)
    files = _data(report, digest, folder, provenance)
    pictures = pictures_of(report, digest) if has_pictures else ()
    images: dict[str, tuple[PageImage, ...]] = {}
    for i, picture in enumerate(pictures):
        told(f"drawing {picture.slug}", 0.2 + 0.78 * i / len(pictures))
        image, drawn = _draw(report, picture, folder, provenance)
        files += drawn
        if picture.is_on_page:
            images[picture.section] = (*images.get(picture.section, ()), image)
    told("writing the page", 0.98)
    page = folder / PAGE
    write_coverage_page(page, content_of(report, digest, provenance, images, files))
    told("done", 1.0)
    return Written(page, (page, *(folder / address for _, address in files)), digest)


def _data(report: RaidReport, digest: Digest, folder: Path, provenance: Provenance) -> list[tuple[str, str]]:
    """Write the tables; return what each file holds and its name."""
    files = []
    for name, holds, table in tables_of(digest):
        table.to_parquet(folder / f"{name}.parquet", provenance)
        files.append((holds, f"{name}.parquet"))
        write_csv(
            folder / f"{name}.csv",
            list(table.columns()),
            zip(*table.columns().values(), strict=True),
            provenance,
        )
        files.append((holds, f"{name}.csv"))
    replicates_of(report.outcomes).to_parquet(folder / "replicates.parquet", provenance)
    files.append(("every raid that was simulated, with its counts", "replicates.parquet"))
    if report.drivers is not None:
        rows = [(d.cause, d.first_order, d.total, d.low, d.high) for d in report.drivers.rows]
        header = ("cause", "first_order", "total", "total_low90", "total_high90")
        write_csv(folder / "drivers.csv", header, rows, provenance)
        files.append(("what the doubt comes from", "drivers.csv"))
    return files


def tables_of(digest: Digest) -> list[tuple[str, str, Table]]:
    """Return the tables of all options together: name, what it holds, rows."""
    options = digest.options
    holds = {
        "summary": (
            "every measure of every option with its bands",
            SummaryTable.concat(o.table for o in options),
        ),
        "crossings": ("leakers by threat and asset or cause", CrossTable.concat(o.cross for o in options)),
        "moments": (
            "when threats are seen, fired on and killed",
            MomentTable.concat(o.moments for o in options),
        ),
        "magazines": (
            "shots left over time and by night",
            MagazineTable.concat(o.magazines for o in options),
        ),
    }
    made: list[tuple[str, str, Table]] = [(name, words, table) for name, (words, table) in holds.items()]
    if len(digest.options) > 1:
        less = SummaryTable.concat(o.differences for o in digest.options)
        made.append(("differences", "each option less the first, raid by raid", less))
    if digest.n_nights > 1:
        made.append(
            ("nights", "the campaign night by night", NightTable.concat(o.nights for o in digest.options))
        )
    return made


def replicates_of(outcomes: Sequence[Outcome]) -> ReplicateTable:
    """Return every replicate of all options, a row a night."""
    return ReplicateTable.concat(_replicates(outcome) for outcome in outcomes)


def _replicates(outcome: Outcome) -> ReplicateTable:
    counts = {name: np.ascontiguousarray(columns.column(outcome.rows, name)) for name in columns.SINGLE}
    return ReplicateTable(
        option=text_column([outcome.option or ""] * len(outcome.rows)),
        world=outcome.world,
        replicate=outcome.replicate,
        night=(outcome.night + 1).astype(np.int32),
        n_expected=outcome.expected,
        **counts,
    )


def _draw(
    report: RaidReport, picture: Picture, folder: Path, provenance: Provenance
) -> tuple[PageImage, list[tuple[str, str]]]:
    """Draw a picture in every look; write the wide ones as PNG, the light one as SVG too."""
    scenario = report.outcomes[0].scenario
    words = caption(
        picture.title, picture.subtitle, scenario, provenance, report.terrain, is_map=picture.is_map
    )
    return draw_picture(picture, words, folder, {**LIGHT_FILES, "dark": ("-dark.png",)})
