"""A siting on disk: the option, tables, points, pictures and the page, each written whole or not at all."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from belfort.coverage.export.features import Feature
from belfort.coverage.export.geojson import write_geojson
from belfort.records import Provenance, Table, write_json
from belfort.records.atomic import whole_file
from belfort.report.charts import draw_value_curve
from belfort.report.coverage_page import Page, PageImage, write_coverage_page
from belfort.report.picture import Ground
from belfort.report.saving import alt_text, save
from belfort.report.scales import DARK, LIGHT, Look
from belfort.report.sheet import COARSE, Caption, caption
from belfort.report.siting_map import Siting, draw_siting
from belfort.report.siting_words import assumptions, findings, headline, tables, what_of
from belfort.siting.situation.answer import Chosen, Sited
from belfort.siting.situation.options import option_of

LOOKS = (("", Look(LIGHT)), ("-dark", Look(DARK)), ("-narrow", Look(LIGHT, is_narrow=True)))
_CURVES = (".csv", ".parquet", ".png", *(f"{name}.svg" for name, _ in LOOKS))
Told = Callable[[Path, str], object]
"""Called with each file that was written, and what it is."""


def write_siting(sited: Sited, name: str | Path, folder: Path, provenance: Provenance, told: Told) -> None:
    """Write everything about an answer into a folder: `sited.toml` where there is something to change, then the rest.

    Raises
    ------
    SitingError
        The option would not resolve; nothing is written then.
    OSError
        A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)  # first: the option names the other file from there
    option = None
    if sited.chosen:
        option = option_of(sited, name, folder, title=_title(sited), summary=_summary(sited))
    for stale in ("sited.toml", *(f"curve{ending}" for ending in _CURVES)):
        (folder / stale).unlink(missing_ok=True)  # what an earlier answer left and this one may not have
    if option is not None:
        with whole_file(folder / "sited.toml") as file:
            file.write(option.encode())
        told(folder / "sited.toml", f"the option '{sited.option_name}': ready for belfort check")
    _write_tables(sited, folder, provenance, told)
    _write_points(sited, folder, provenance, told)
    write_json(folder / "site.json", answer_json(sited), provenance)
    told(folder / "site.json", "the answer for machines")
    images = _write_pictures(sited, folder, provenance, told)
    write_coverage_page(folder / "site.html", page_of(sited, provenance, images))
    told(folder / "site.html", "the page: open it in a browser")


def _title(sited: Sited) -> str:
    if sited.question.moving is not None:
        return f"{len(sited.chosen)} units moved"
    kinds = dict.fromkeys(c.system for c in sited.chosen)
    return "New: " + ", ".join(f"{sum(c.system == s for c in sited.chosen)} {s}" for s in kinds)


def _summary(sited: Sited) -> str:
    return f"{headline(sited)} By `belfort site`, seed {sited.question.effort.seed}."


def _write_tables(sited: Sited, folder: Path, provenance: Provenance, told: Told) -> None:
    made: dict[str, Table] = {"sites": sited.site_table(), "scenes": sited.scene_table()}
    if sited.curve:
        made["curve"] = sited.curve_table()
    for name, table in made.items():
        table.to_parquet(folder / f"{name}.parquet", provenance)
        _write_csv(table, folder / f"{name}.csv")
        told(folder / f"{name}.parquet", f"the table of {name}, and the same as CSV")


def _write_csv(table: Table, path: Path) -> None:
    from pyarrow.csv import write_csv

    text = BytesIO()
    write_csv(table.to_arrow(), text)
    with whole_file(path) as file:
        file.write(text.getvalue())


def _write_points(sited: Sited, folder: Path, provenance: Provenance, told: Told) -> None:
    from shapely.geometry import Point

    places = sited.places
    pairs = zip(np.degrees(places.lon_rad), np.degrees(places.lat_rad), places.ground_msl_m, strict=True)
    spots = [Feature(Point(lon, lat), {"ground_msl_m": round(float(z), 1)}) for lon, lat, z in pairs]
    chosen = [
        Feature(Point(np.degrees(c.lon_rad), np.degrees(c.lat_rad)), {"rank": rank, **_plain(sited, c)})
        for rank, c in enumerate(sited.chosen, 1)
    ]
    for name, features in (("candidates", spots), ("sites", chosen)):
        write_geojson(folder / f"{name}.geojson", features, provenance, terrain=sited.terrain)
        told(folder / f"{name}.geojson", f"{len(features)} points")


def _plain(sited: Sited, chosen: Chosen) -> dict[str, Any]:
    """Return a chosen site as plain values; a gain is a share of the weight, or seconds."""
    return {
        "unit": chosen.name,
        "system": chosen.system,
        "near": chosen.near,
        "lat_deg": round(float(np.degrees(chosen.lat_rad)), 6),
        "lon_deg": round(float(np.degrees(chosen.lon_rad)), 6),
        "ground_msl_m": chosen.ground_msl_m,
        "gain": sited.share(chosen.gain),
        "loss": sited.share(chosen.loss),
        "covers": ", ".join(chosen.covers),
    }


def answer_json(sited: Sited) -> dict[str, Any]:
    """Return the answer as plain values: shares of the weight, or seconds where it is warning."""
    moving = sited.question.moving is not None
    return {
        "by": sited.by,
        "unit": "s" if sited.is_warning else "share",
        "demand": sited.question.demand,
        "before": sited.share(sited.before),
        "value": sited.share(sited.value),
        "bound": sited.share(sited.bound),
        "gap": sited.gap,
        "is_proven": sited.is_proven,
        "required": sited.required,
        "cost_eur": sited.cost_eur,
        "sites": [_plain(sited, c) | (_move_json(c) if moving else {}) for c in sited.chosen],
        "one_more": [_plain(sited, c) for c in sited.further],
        "curve": [
            {"n": s.n, "value": sited.share(s.value), "bound": sited.share(s.bound)} for s in sited.curve
        ],
        "scenes": [{"scene": n, "before": a / t, "after": b / t} for n, a, b, t in sited.scenes],
        "candidates": len(sited.places),
        "excluded": dict(sited.places.excluded),
        "n_standing": sited.n_standing,
        "n_figures": len(sited.figures),
        "n_guesses": sum(e.is_guess for e in sited.figures.values()),
        "is_coarse_terrain": sited.terrain.is_coarse,
        "findings": list(findings(sited)),
        "trail": list(sited.trail),
        "notes": list(sited.notes),
        "option": sited.option_name,
        "seconds": round(sited.seconds, 2),
    }


def _move_json(chosen: Chosen) -> dict[str, Any]:
    return {
        "was_lat_deg": float(np.degrees(chosen.was_lat_rad or 0.0)),
        "was_lon_deg": float(np.degrees(chosen.was_lon_rad or 0.0)),
        "was_near": chosen.was_near,
        "time_s": chosen.time_s,
    }


def _write_pictures(sited: Sited, folder: Path, provenance: Provenance, told: Told) -> list[PageImage]:
    words = caption(
        _title(sited) if sited.chosen else "No better sites",
        headline(sited),
        sited.situation,
        provenance,
        sited.terrain,
    )
    images = [
        _drawn(folder, "map", "Where they should stand", words, lambda look: _map(sited, words, look), told)
    ]
    if len(sited.curve) > 1:
        what = "moves" if sited.question.moving is not None else "new units"
        about = caption(
            f"What each of the {what} adds",
            headline(sited),
            sited.situation,
            provenance,
            sited.terrain,
            is_map=False,
        )
        images.append(
            _drawn(
                folder,
                "curve",
                "What a number is worth",
                about,
                lambda look: _curve(sited, about, look),
                told,
            )
        )
    return images  # fmt: skip


def _drawn(folder: Path, name: str, title: str, words: Caption, draw: Callable, told: Told) -> PageImage:
    """Write one picture in every look as SVG and the first as PNG."""
    for ending, look in LOOKS:
        figure = draw(look)
        save(figure, folder / f"{name}{ending}.svg", words)
        if not ending:
            save(figure, folder / f"{name}.png", words)
    told(folder / f"{name}.png", f"{title.lower()}, and the same as SVG")
    files = (("PNG", f"{name}.png"), ("SVG", f"{name}.svg"))
    return PageImage(
        title, alt_text(words), f"{name}.svg", f"{name}-dark.svg", f"{name}-narrow.svg", files=files
    )


def _map(sited: Sited, words: Caption, look: Look):
    moved = [
        ((c.was_lat_rad, c.was_lon_rad), (c.lat_rad, c.lon_rad))
        for c in sited.chosen
        if c.was_lat_rad is not None and c.was_lon_rad is not None
    ]
    chosen = [(c.lat_rad, c.lon_rad) for c in sited.chosen]
    drawn = Siting(sited.places.lat_rad, sited.places.lon_rad, chosen, moved)
    return draw_siting(Ground(sited.situation), sited.terrain.frame, drawn, words, look)


def _curve(sited: Sited, words: Caption, look: Look):
    factor = 1.0 / 60.0 if sited.is_warning else 100.0 / sited.total
    value, bound = ([factor * getattr(s, name) for s in sited.curve] for name in ("value", "bound"))
    unit = "minutes of mean warning" if sited.is_warning else f"% of the {what_of(sited)} covered"
    return draw_value_curve(value, bound, words, look, unit=unit)


def page_of(sited: Sited, provenance: Provenance, images: list[PageImage]) -> Page:
    """Return the page of an answer."""
    return Page(
        title=f"Where should it stand? {_title(sited)}"
        if sited.chosen
        else "Where should it stand? Nowhere better",
        findings=(*findings(sited), *sited.notes, f"How it was found: {'; '.join(sited.trail)}."),
        provenance=provenance,
        eyebrow="siting",
        summary=f"{sited.situation.title}"
        + (f" Under the option '{sited.situation.option}'." if sited.situation.option else ""),
        warning=COARSE if sited.terrain.is_coarse else "",
        images=tuple(images),
        tables=tables(sited),
        assumptions=assumptions(sited),
    )
