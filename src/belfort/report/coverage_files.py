"""A coverage on disk: tables, rasters, areas, pictures and the page that shows them, each whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from belfort.coverage.case import CASES
from belfort.coverage.model import Coverage
from belfort.records import Provenance, Table
from belfort.records.csvfile import write_csv
from belfort.records.jsonfile import write_json
from belfort.report.coverage_content import content_of
from belfort.report.coverage_json import summary_json
from belfort.report.coverage_layers import write_areas, write_raster
from belfort.report.coverage_page import PageImage, write_coverage_page
from belfort.report.coverage_pictures import MOST_BARS, Picture, chosen, pictures_of
from belfort.report.coverage_summary import Summary, ranked_losses, summary_of
from belfort.report.drawing import draw_picture
from belfort.report.sheet import caption
from belfort.scenario import ResolvedScenario

Progress = Callable[[str, float], None]
TABLES = ("cover", "found", "losses", "civil", "reach", "ladders", "looks", "rungs")
"""Tables of a coverage, each written as a Parquet file of its name."""
_HOLDS = {
    "cover": "share of the land covered, by threat, height and case",
    "found": "where and when each threat is found, by asset, direction and case",
    "losses": "what one failing sensor or connection costs, by nation",
    "civil": "civil routes watched",
    "reach": "share of the land reached, by threat, layer and case",
    "ladders": "what each unit and weapon can do at each asset against each threat",
    "looks": "looks of all units together, by asset, direction and case",
    "rungs": "every look from two directions at each asset, at the mode",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    page: Path
    files: tuple[Path, ...]
    """All files, the page included."""
    summary: Summary


def write_coverage(
    coverage: Coverage,
    folder: Path,
    *,
    command: str = "",
    base: ResolvedScenario | None = None,
    has_pictures: bool = True,
    progress: Progress | None = None,
) -> Written:
    """Write a coverage into a folder: `coverage.html` and beside it data, rasters, areas and `pictures/`.

    Parameters
    ----------
    coverage
        What to write.
    folder
        Made where it is missing; files of the same names are replaced, others left alone.
    command
        Goes into the provenance.
    base
        The situation that an option departs from; the option's new units then have a rim of their own.
    has_pictures
        False writes tables, rasters and areas only, and a page without pictures.
    progress
        Called with words and the share done.

    Raises
    ------
    OSError
        A file cannot be written; those written before stay, and no half file is left.
    """
    told = progress or (lambda _words, _share: None)
    scenario = coverage.scenario
    provenance = Provenance.now(
        scenario_hash=scenario.hash,
        catalogue_hash=scenario.catalogue_hash,
        seed=scenario.study.seed,
        command=command,
    )
    told("adding up", 0.0)
    summary = summary_of(coverage)
    folder.mkdir(parents=True, exist_ok=True)
    files = _data(coverage, summary, folder, provenance, lambda words, share: told(words, 0.3 * share))
    pictures = pictures_of(coverage, summary, base) if has_pictures else ()
    images: dict[str, PageImage] = {}
    for i, picture in enumerate(pictures):
        told(f"drawing {picture.slug}", 0.3 + 0.68 * i / len(pictures))
        image, drawn = _draw(coverage, picture, folder, provenance)
        files += drawn
        if picture.is_on_page:
            images[picture.slug] = image
    told("writing the page", 0.98)
    page = folder / "coverage.html"
    content = content_of(coverage, summary, provenance, pictures, images, files)
    write_coverage_page(page, content)
    told("done", 1.0)
    return Written(page, (page, *(folder / address for _, address in files)), summary)


def _data(
    coverage: Coverage, summary: Summary, folder: Path, provenance: Provenance, told: Progress
) -> list[tuple[str, str]]:
    """Write tables, rasters and areas; return what each file holds and its name."""
    files = []
    for name in TABLES:
        table: Table = getattr(coverage, name)
        table.to_parquet(folder / f"{name}.parquet", provenance)
        files.append((_HOLDS[name], f"{name}.parquet"))
    for name, holds, header, rows in _sheets(coverage, summary):
        write_csv(folder / name, header, rows, provenance)
        files.append((holds, name))
    write_json(folder / "summary.json", summary_json(coverage, summary), provenance)
    files.append(("the numbers of the page", "summary.json"))
    for i, threat in enumerate(coverage.maps):
        told(f"writing the raster of {threat}", i / (len(coverage.maps) + 1))
        write_raster(coverage, threat, folder / f"{threat}.tif", provenance)
        files.append(
            (
                f"{summary_name(summary, threat)} as a raster: lowest height, probability, depth, reach",
                f"{threat}.tif",
            )
        )
    told("writing areas", len(coverage.maps) / (len(coverage.maps) + 1))
    write_areas(coverage, summary, folder, provenance)
    files.append(("lowest covered height as areas, by threat and case", "gaps.geojson"))
    files.append(("the same areas, with units and assets, for a GIS", "coverage.gpkg"))
    return files


def summary_name(summary: Summary, threat: str) -> str:
    """Return a threat's name."""
    return next((t.name for t in summary.threats if t.threat == threat), threat)


def _draw(
    coverage: Coverage, picture: Picture, folder: Path, provenance: Provenance
) -> tuple[PageImage, list[tuple[str, str]]]:
    """Draw a picture in every look; write the light wide one as PNG and SVG."""
    words = caption(
        picture.title,
        picture.subtitle,
        coverage.scenario,
        provenance,
        coverage.terrain,
        is_map=picture.is_map,
    )
    return draw_picture(picture, words, folder)


_Sheet = tuple[str, str, Sequence[str], list[tuple]]


def _sheets(coverage: Coverage, summary: Summary) -> Iterable[_Sheet]:
    """Yield what pictures show, as rows for a spreadsheet: file, what it holds, columns, rows."""
    shown = [t.threat for t in chosen(summary)]
    yield (
        "warning.csv",
        "median warning at each asset, in minutes",
        ("threat", "asset", *(f"warning_min_{c}" for c in CASES)),
        [
            (t.threat, x.name, *(round(getattr(x.warning_s, c) / 60.0, 2) for c in CASES))
            for t in summary.threats
            for x in t.assets
        ],
    )
    for name, holds, table, column, scale in (
        (
            "found.csv",
            "where the charted threats are first seen, in km to go",
            coverage.found,
            "found_to_go_m",
            1e-3,
        ),
        ("looks.csv", "looks at the charted threats, by direction", coverage.looks, "n_looks", 1.0),
    ):
        unit = "found_to_go_km" if scale != 1.0 else column
        rows = np.isin(table.threat, shown) & np.isin(table.asset, summary.valuable)
        picked = table.take(rows)
        yield (
            name,
            holds,
            ("threat", "asset", "case", "azimuth_deg", unit),
            [
                (t, a, c, round(float(np.degrees(az)), 1), round(float(v) * scale, 3))
                for t, a, c, az, v in zip(
                    picked.threat,
                    picked.asset,
                    picked.case,
                    picked.azimuth_rad,
                    getattr(picked, column),
                    strict=True,
                )
            ],
        )
    losses = coverage.losses
    yield (
        "losses.csv",
        "what is missed the most against the charted threats, in % of the land",
        ("threat", "kind", "name", "viewer", "lost_percent"),
        [
            (
                t,
                losses.kind[i],
                losses.name[i],
                losses.viewer[i],
                round(100.0 * float(losses.share_lost[i]), 3),
            )
            for t in shown
            for kind in ("sensor", "connection")
            for i in ranked_losses(losses, coverage.scenario, t, kind)[:MOST_BARS]
        ],
    )
