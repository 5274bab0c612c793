"""Symbols of units in the manner of NATO's APP-6 (MIL-STD-2525), from a small set of strokes.

A friendly unit has a rectangle, equipment a circle, an aircraft a dome open below; a dashed frame is APP-6's status
"planned or anticipated" and here says that the site is notional. Inside: the dome of air defence with a missile or a
gun, a radar's dish, or letters. One bar across a missile says that it reaches 10 km or more, two 50 km or more. The
shapes follow the standard's description and were drawn anew; they are not its artwork.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from belfort.report.placing import Box
from belfort.report.scales import Palette
from belfort.scenario import ResolvedScenario, ResolvedUnit

NEW = "#c2410c"
"""Rim of a unit that an option adds, by day and by night: a symbol looks the same in both."""
NEAR_M, FAR_M = 10e3, 50e3
_REACH = ("max_range_aircraft_m", "effective_range_m", "range_m", "radius_of_action_m")
MEANING = {
    "sam-long": "missile unit, reach 50 km or more",
    "sam-medium": "missile unit, reach 10 to 50 km",
    "sam-short": "missile unit, reach under 10 km",
    "gun": "air defence vehicle: gun or short missile",
    "radar": "radar",
    "secondary": "secondary radar (asks transponders)",
    "passive": "passive radio sensor",
    "c2": "command post",
    "fighter": "alert fighters",
}
"""What each symbol stands for, in the order of a legend."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One unit as it is drawn."""

    kind: str
    is_notional: bool = False
    is_new: bool = False


def symbol_of(unit: ResolvedUnit, scenario: ResolvedScenario, base: ResolvedScenario | None = None) -> Symbol:
    """Return the symbol of a unit; it is new where `base` does not have it."""
    is_new = base is not None and unit.name not in {u.name for u in base.units}
    return Symbol(_kind(unit, scenario), unit.is_notional, is_new)


def _kind(unit: ResolvedUnit, scenario: ResolvedScenario) -> str:
    system = scenario.systems[unit.system]
    if unit.kind == "c2":
        return "c2"
    if unit.kind == "aircraft":
        return "fighter"
    if unit.kind == "sensor":
        return {"passive-rf": "passive", "cooperative": "secondary"}.get(
            system.traits.get("modality", ""), "radar"
        )
    figures = [scenario.systems[load.effector].figures for load in unit.loads]
    reach_m = max((f[k].mode for f in figures for k in _REACH if k in f), default=0.0)
    if system.traits.get("level") == "launcher" and reach_m < FAR_M:
        return "gun"
    return "sam-short" if reach_m < NEAR_M else "sam-medium" if reach_m < FAR_M else "sam-long"


def size_of(kind: str, height_pt: float) -> tuple[float, float]:
    """Return half width and half height of a symbol whose rectangle would be `height_pt` high."""
    half = 0.5 * height_pt
    if kind in ("radar", "secondary", "passive", "gun"):
        return 1.2 * half, 1.2 * half
    return (
        (1.2 * half, 1.3 * half)
        if kind == "fighter"
        else (1.5 * half, (1.75 if kind == "c2" else 1.0) * half)
    )


def draw_symbol(
    axes: Axes, symbol: Symbol, box: Box, height_pt: float, palette: Palette, *, zorder: float = 8.0
) -> None:
    """Draw a symbol in the middle of a box, in the axes' own units (points)."""
    scale = 0.5 * height_pt
    rim = NEW if symbol.is_new else palette.frame
    width = 0.075 * height_pt + (0.9 if symbol.is_new else 0.15)
    parts = _parts()[symbol.kind]

    def put(path: Path, **style: object) -> None:
        moved = _placed(path, scale, scale, box.x, box.y)
        axes.add_artist(PathPatch(moved, joinstyle="round", capstyle="butt", **style))  # type: ignore[arg-type]

    halo = {"facecolor": palette.friend, "edgecolor": palette.halo, "linewidth": width + 1.6}
    put(parts["frame"], zorder=zorder, **halo)
    for name, path in parts.items():
        if name.startswith("fill"):
            put(path, facecolor=palette.frame, edgecolor="none", zorder=zorder + 0.2)
        elif name.startswith("line"):
            put(
                path,
                facecolor="none",
                edgecolor=palette.frame,
                linewidth=0.085 * height_pt,
                zorder=zorder + 0.2,
            )
    dashes = (0, (2.2, 1.3)) if symbol.is_notional else "solid"
    put(
        parts["frame"],
        facecolor="none",
        edgecolor=rim,
        linewidth=width,
        linestyle=dashes,
        zorder=zorder + 0.4,
        label="unit",
    )


def _line(*points: tuple[float, float]) -> Path:
    return Path(np.array(points, float))


def _arc(x: float, y: float, rx: float, ry: float, from_deg: float, to_deg: float) -> Path:
    return _placed(Path.arc(from_deg, to_deg), rx, ry, x, y)


def _placed(path: Path, rx: float, ry: float, x: float, y: float) -> Path:
    """Return a path stretched and moved."""
    return Path(np.asarray(path.vertices) * [rx, ry] + [x, y], path.codes)


def _letters(text: str, height: float, most_width: float) -> Path:
    """Return letters as an outline around the origin."""
    path = TextPath((0, 0), text, size=10, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    points = np.asarray(path.vertices)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min(height / (high[1] - low[1]), most_width / (high[0] - low[0]))
    return Path((points - 0.5 * (low + high)) * scale, path.codes)


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, Mapping[str, Path]]:
    """Return the strokes of each kind; a rectangle is 3 wide and 2 high around the origin."""
    rectangle = Path([(-1.5, -1), (1.5, -1), (1.5, 1), (-1.5, 1), (-1.5, -1)], closed=True)
    circle = _placed(Path.unit_circle(), 1.15, 1.15, 0.0, 0.0)
    dome = _arc(0.0, -1.0, 1.5, 0.75, 0.0, 180.0)
    top = _arc(0.0, 0.3, 0.27, 0.4, 0.0, 180.0)
    stem = {"line left": _line((-0.27, -0.62), (-0.27, 0.3)), "line right": _line((0.27, -0.62), (0.27, 0.3))}
    missile = {"line dome": dome, **stem, "line top": top}
    bars = [_line((-0.6, y), (0.6, y)) for y in (-0.05, 0.25)]
    air = Path.make_compound_path(_arc(0.0, -1.1, 1.15, 2.3, 0.0, 180.0))
    dish = {
        "line dish": _arc(0.45, 0.45, 0.95, 0.95, 165.0, 285.0),
        "line beam": _line((-0.22, -0.22), (0.18, 0.1), (0.1, 0.28), (0.55, 0.6)),
    }
    staff = _line((-1.5, -1.0), (-1.5, -1.75))
    return {
        "sam-short": {"frame": rectangle, **missile},
        "sam-medium": {"frame": rectangle, **missile, "line bar 1": bars[0]},
        "sam-long": {"frame": rectangle, **missile, "line bar 1": bars[0], "line bar 2": bars[1]},
        "gun": {
            "frame": circle,
            "line barrel": _line((0.0, -0.5), (0.0, 0.75)),
            "line base": _arc(0.0, -0.85, 0.72, 0.42, 0.0, 180.0),
        },
        "radar": {"frame": circle, **dish},
        "secondary": {"frame": circle, "fill letters": _letters("SSR", 0.75, 1.75)},
        "passive": {"frame": circle, "fill letters": _letters("ES", 0.9, 1.35)},
        "c2": {"frame": rectangle, "fill letters": _letters("C2", 1.15, 2.3), "line staff": staff},
        "fighter": {"frame": air, "fill letters": _letters("F", 1.2, 1.2)},
    }
