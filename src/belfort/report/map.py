"""A map of a situation as SVG: land, what is defended, and where units stand, guesses marked as guesses.

Colours come from the page's own variables, so that the map follows light and dark; they are told apart
without colour too, by shape. The projection is plate carrée true at the middle latitude: within one
region shapes are right to a few per cent.
"""

from dataclasses import dataclass
from html import escape
from math import cos, degrees, radians
from pathlib import Path

from belfort.scenario import ResolvedScenario, ResolvedUnit
from belfort.scenario.places import Position
from belfort.terrain.outline import Box, Point, countries_in, lakes_in

WIDTH = 880
MARGIN_DEG = 0.15
KM_PER_DEG = 111.2
_KINDS = {
    "fire-unit": "Fire unit",
    "sensor": "Sensor",
    "c2": "Command post",
    "aircraft": "Alert fighters or patrol",
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to picture units."""

    box: Box
    scale: float
    squeeze: float
    height: float

    def xy(self, lon_deg: float, lat_deg: float) -> Point:
        west, _, _, north = self.box
        return (lon_deg - west) * self.squeeze * self.scale, (north - lat_deg) * self.scale

    def at(self, position: Position) -> Point:
        return self.xy(position.lon_deg, position.lat_deg)

    def length(self, metres: float) -> float:
        return metres / 1e3 / KM_PER_DEG * self.scale


def situation_map(scenario: ResolvedScenario, option: ResolvedScenario | None = None) -> str:
    """Return an SVG element: the base situation, with what `option` adds drawn apart."""
    frame = _frame(scenario)
    base = {u.name for u in scenario.units}
    units = (option or scenario).units
    title = f"Map of {scenario.region.name}: {len(scenario.assets)} assets and {len(units)} units"
    parts = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {frame.height:.0f}" role="img" aria-label="{escape(title, quote=True)}" '
        'xmlns="http://www.w3.org/2000/svg">',
        f'<rect class="sea" width="{WIDTH}" height="{frame.height:.0f}"/>',
        *_land(frame),
        *_assets(frame, scenario),
        *(_symbol(frame, u, _size(option or scenario, u), is_new=u.name not in base) for u in units),
        *_labels(frame, scenario),
        _scale_bar(frame),
        "</svg>",
    ]
    return "\n".join(parts)


def standalone_map(scenario: ResolvedScenario) -> str:
    """Return the map as an SVG file of its own, with its colours for light and dark."""
    folder = Path(__file__).parent / "templates"
    style = "".join((folder / name).read_text("utf8") for name in ("colours.css", "map.css"))
    opening, rest = situation_map(scenario).split("\n", 1)
    return f"{opening}\n<style>\n{style}</style>\n{rest}\n"


def _frame(scenario: ResolvedScenario) -> _Frame:
    region = scenario.region
    edges = (region.west_rad, region.south_rad, region.east_rad, region.north_rad)
    west, south, east, north = (degrees(e) for e in edges)
    box = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    squeeze = cos(radians((south + north) / 2))
    scale = WIDTH / ((box[2] - box[0]) * squeeze)
    return _Frame(box, scale, squeeze, (box[3] - box[1]) * scale)


def _land(frame: _Frame) -> list[str]:
    paths = []
    for iso, rings in countries_in(frame.box):
        d = "".join(_path([frame.xy(*p) for p in ring]) for ring in rings)
        paths.append(f'<path class="land" data-iso="{iso}" fill-rule="evenodd" d="{d}"/>')
    for rings in lakes_in(frame.box):
        d = "".join(_path([frame.xy(*p) for p in ring]) for ring in rings)
        paths.append(f'<path class="sea" fill-rule="evenodd" d="{d}"/>')
    return paths


def _path(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _assets(frame: _Frame, scenario: ResolvedScenario) -> list[str]:
    drawn = []
    for asset in scenario.assets:
        tip = f"<title>{escape(asset.name)}: {asset.kind}, weight {asset.value:g}</title>"
        if asset.corners:
            d = _path([frame.at(c) for c in asset.corners])
            drawn.append(f'<path class="asset" d="{d}">{tip}</path>')
            continue
        x, y = frame.at(asset.position)
        r = max(3.0, frame.length(asset.radius_m))
        drawn.append(f'<circle class="asset" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}">{tip}</circle>')
    return drawn


def _size(scenario: ResolvedScenario, unit: ResolvedUnit) -> float:
    """Return how large a unit is drawn: by the longest reach of what it carries."""
    if unit.kind != "fire-unit":
        return 1.0
    figures = [scenario.systems[load.effector].figures for load in unit.loads]
    reach_m = max((f[k].mode for f in figures for k in _REACH if k in f), default=0.0)
    return 0.65 if reach_m < 10e3 else 1.0 if reach_m < 50e3 else 1.5


_REACH = ("max_range_aircraft_m", "effective_range_m", "range_m", "radius_of_action_m")


def _symbol(frame: _Frame, unit: ResolvedUnit, size: float, *, is_new: bool) -> str:
    """Return a unit: its shape says the kind, its size the reach, a hollow one that the site is notional."""
    x, y = frame.at(unit.position)
    look = f"unit {unit.kind}{' notional' if unit.is_notional else ''}{' new' if is_new else ''}"
    count = f"{unit.count} x " if unit.count > 1 else ""
    site = "notional site" if unit.is_notional else "public site"
    tip = escape(f"{unit.name}: {count}{unit.system}, {unit.nation}, {site}")
    return f'<g class="{look}" transform="translate({x:.1f} {y:.1f}) scale({size})"><title>{tip}</title>{_SHAPES[unit.kind]}</g>'


_SHAPES = {
    "fire-unit": '<rect x="-5" y="-5" width="10" height="10"/>',
    "sensor": '<circle r="4.5"/><circle class="dot" r="1.2"/>',
    "c2": '<path d="M0-7L7 0L0 7L-7 0Z"/>',
    "aircraft": '<path d="M0-7L6.5 5L-6.5 5Z"/>',
}


def _labels(frame: _Frame, scenario: ResolvedScenario) -> list[str]:
    """Return asset names, the weightiest first, each where it is free; one without room is left to its tip."""
    taken = [(*frame.at(u.position), 6.0, 6.0) for u in scenario.units]
    drawn = []
    for asset in sorted(scenario.assets, key=lambda a: (-a.value, a.name)):
        x, y = frame.at(asset.position)
        r = max(3.0, frame.length(asset.radius_m)) if not asset.corners else 3.0
        half = 3.1 * len(asset.name)
        for dx, dy in ((0, -r - 7), (0, r + 8), (r + half + 4, 0), (-r - half - 4, 0)):
            spot = (x + dx, y + dy, half, 6.0)
            if _free(spot, taken, frame):
                taken.append(spot)
                drawn.append(
                    f'<text class="name" x="{spot[0]:.1f}" y="{spot[1] + 3:.1f}">{escape(asset.name)}</text>'
                )
                break
    return drawn


def _free(
    spot: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]], frame: _Frame
) -> bool:
    x, y, half_w, half_h = spot
    if not (half_w < x < WIDTH - half_w and half_h < y < frame.height - 24):
        return False
    return all(abs(x - a) > half_w + w or abs(y - b) > half_h + h for a, b, w, h in taken)


def _scale_bar(frame: _Frame) -> str:
    km = next(k for k in (500, 200, 100, 50, 20, 10, 5) if frame.length(1e3 * k) < WIDTH / 3)
    length = frame.length(1e3 * km)
    y = frame.height - 14
    return (
        f'<g class="scale"><path d="M14 {y - 4:.0f}V{y:.0f}H{14 + length:.1f}V{y - 4:.0f}"/>'
        f'<text x="{20 + length:.1f}" y="{y:.0f}">{km} km</text></g>'
    )


def legend(scenario: ResolvedScenario) -> list[tuple[str, str]]:
    """Return (SVG of a symbol, its meaning) for what the map shows."""
    kinds = {u.kind for u in scenario.units} | {u.kind for o in scenario.options.values() for u in o.units}

    def icon(look: str, shape: str) -> str:
        return f'<svg class="key" viewBox="-9 -9 18 18" aria-hidden="true"><g class="unit {look}">{shape}</g></svg>'

    keys = [(icon(k, _SHAPES[k]), name) for k, name in _KINDS.items() if k in kinds]
    if "fire-unit" in kinds:
        sizes = "".join(
            f'<g class="unit fire-unit" transform="translate({x} 0) scale({k})">{_SHAPES["fire-unit"]}</g>'
            for x, k in ((-15, 0.65), (-3, 1), (13, 1.5))
        )
        picture = f'<svg class="key wide" viewBox="-20 -9 42 18" aria-hidden="true">{sizes}</svg>'
        keys.append((picture, "reach under 10 km, under 50 km, more"))
    keys.append((icon("fire-unit notional", _SHAPES["fire-unit"]), "hollow: notional site"))
    keys.append(
        (
            '<svg class="key" viewBox="-9 -9 18 18" aria-hidden="true"><circle class="asset" r="7"/></svg>',
            "defended asset",
        )
    )
    return keys
