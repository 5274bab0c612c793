"""Pictures as SVG text: lines, marks and letters whose colours are the page's own, so that one drawing follows light and dark.

What tells two options apart is never colour alone: each also has a mark, a dash and a hatching. `resolved` puts the
colours of the light page in, on white, for a file that stands alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from math import floor, isfinite, log10
from pathlib import Path

Point = tuple[float, float]
TONES = ("blue", "rust", "green", "plum", "asset", "quiet")
SHAPES = ("circle", "square", "up", "diamond", "down", "plus")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2 1 2", "1 2")
HATCHES = (
    "",
    "M-1 7L7 -1M-1 1L1 -1M5 7L7 5",
    "M3 3h.01",
    "M-1 -1L7 7M-1 5L1 7M5 -1L7 1",
    "M0 3H6M3 0V6",
    "M0 3H6",
)
FONTS = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""Of a picture that stands alone."""
SIZE = 12.5
"""Of ordinary text, in the units of the picture, which are pixels on a page of its width."""
LINE = 1.3
"""Distance of lines of text, by their size."""


class Canvas:
    """A picture under way; x to the right, y down."""

    def __init__(self, width: float, ident: str) -> None:
        """Start a picture of a width; `ident` sets its ids apart from those of others on the page."""
        self.width = width
        self.ident = ident
        self._parts: list[str] = []
        self._patterns: dict[str, str] = {}

    def line(self, points: Iterable[Point], tone: str, width: float = 1.0, *, dash: str = "") -> None:
        """Draw a line through points."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{_through(points)}" fill="none" stroke="{paint(tone)}" stroke-width="{width:g}"{dashes}/>'
        )

    def area(self, points: Iterable[Point], fill: str, *, opacity: float = 1.0, rim: str = "") -> None:
        """Fill the area within points; `fill` is a tone or what `hatch` returns."""
        faint = f' fill-opacity="{opacity:.2g}"' if opacity < 1.0 else ""
        edge = f' stroke="{paint(rim)}" stroke-width="0.7"' if rim else ""
        self._parts.append(f'<path d="{_through(points)}Z" fill="{paint(fill)}"{faint}{edge}/>')

    def land(self, rings: Iterable[Iterable[Point]], fill: str, rim: str = "") -> None:
        """Fill what lies within rings, holes left open."""
        edge = f' stroke="{paint(rim)}" stroke-width="0.7"' if rim else ""
        path = "".join(f"{_through(ring)}Z" for ring in rings)
        self._parts.append(f'<path d="{path}" fill="{paint(fill)}" fill-rule="evenodd"{edge}/>')

    @contextmanager
    def named(self, words: str) -> Iterator[None]:
        """Give what is drawn within a name that shows under the pointer."""
        self._parts.append(f"<g><title>{escape(words)}</title>")
        yield
        self._parts.append("</g>")

    def box(
        self, x: float, y: float, w: float, h: float, fill: str, *, opacity: float = 1.0, rim: str = ""
    ) -> None:
        """Fill a rectangle whose upper left corner is (x, y)."""
        self.area([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill, opacity=opacity, rim=rim)

    def mark(
        self, x: float, y: float, shape: str, tone: str, r: float = 4.2, *, hollow: bool = False
    ) -> None:
        """Draw a mark of a shape about a point."""
        if shape == "tick":
            return self.line([(x, y - 1.5 * r), (x, y + 1.5 * r)], tone, 1.6)
        if shape == "cross":
            self.line([(x - r, y - r), (x + r, y + r)], tone, 1.8)
            return self.line([(x - r, y + r), (x + r, y - r)], tone, 1.8)
        fill, edge = (paint("paper"), paint(tone)) if hollow else (paint(tone), paint("paper"))
        style = f'fill="{fill}" stroke="{edge}" stroke-width="{1.8 if hollow else 0.8:g}"'
        if shape == "circle":
            self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" {style}/>')
        else:
            corners = [(x + r * a, y + r * b) for a, b in _CORNERS[shape]]
            self._parts.append(f'<path d="{_through(corners)}Z" {style}/>')
        return None

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        anchor: str = "start",
        tone: str = "ink",
        is_bold: bool = False,
    ) -> None:
        """Write one line whose middle stands at height y."""
        more = (f' text-anchor="{anchor}"' if anchor != "start" else "") + (
            ' font-weight="600"' if is_bold else ""
        )
        self._parts.append(
            f'<text x="{x:.1f}" y="{y + 0.35 * size:.1f}" font-size="{size:g}" fill="{paint(tone)}"{more}>'
            f"{escape(words)}</text>"
        )

    def hatch(self, tone: str, kind: int) -> str:
        """Return a filling in a tone with a hatching of its own."""
        name = f"{self.ident}-{tone}{kind}"
        look = f'stroke="{paint(tone)}" stroke-width="{2.6 if kind == 2 else 1.5:g}" stroke-linecap="round"'
        self._patterns[name] = (
            f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{paint(tone)}" fill-opacity="{0.3 if HATCHES[kind] else 1:g}"/>'
            f'<path d="{HATCHES[kind]}" fill="none" {look}/></pattern>'
        )
        return f"url(#{name})"

    def svg(self, height: float, title: str, description: str) -> str:
        """Return the picture as an `<svg>` element with its name and what is read aloud in its place."""
        one, two = f"{self.ident}-t", f"{self.ident}-d"
        defs = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {height:.0f}" role="img" '
            f'aria-labelledby="{one} {two}" font-family="system-ui, sans-serif">'
            f'<title id="{one}">{escape(title)}</title><desc id="{two}">{escape(description)}</desc>'
            f"{defs}{''.join(self._parts)}</svg>"
        )


_CORNERS: dict[str, list[Point]] = {
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "up": [(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)],
    "down": [(0.0, 1.15), (1.1, -0.85), (-1.1, -0.85)],
    "diamond": [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
    "plus": [
        *((-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4)),
        *((0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4)),
    ],
}


def paint(tone: str) -> str:
    """Return what an attribute says for a tone: a colour of the page, or a pattern as it is."""
    return tone if tone.startswith("url(") or tone == "none" else f"var(--{tone})"


def resolved(svg: str) -> str:
    """Return a picture that stands alone: the colours of the light page in place of their names, on white."""
    colours = _colours()
    fixed = re.sub(r"var\(--(\w+)\)", lambda m: colours[m[1]], svg).replace("system-ui, sans-serif", FONTS)
    head, rest = fixed.split("</desc>", 1)
    return f'{head}</desc><rect width="100%" height="100%" fill="{colours["paper"]}"/>{rest}\n'


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    light = (Path(__file__).parent / "templates" / "colours.css").read_text("utf8").split("}", 1)[0]
    return {**dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", light)), "paper": "#ffffff"}


def _through(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


_NARROW, _WIDE = frozenset("ijltfrI.,:;'|!()[]- ·’\u2009\u202f"), frozenset("mwMW@%—ŒœÆæ+−±<>=")


def text_width(words: str, size: float = SIZE) -> float:
    """Return how wide a line of text may be, by classes of letters; common typefaces without serifs stay within."""
    ems = sum(0.39 if c in _NARROW else 0.95 if c in _WIDE else 0.69 if c.isupper() else 0.61 for c in words)
    return ems * size


def wrapped(words: str, width: float, size: float = SIZE) -> list[str]:
    """Return text in lines that fit a width; one word longer than a line stands alone on it."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def ticks(low: float, high: float, most: int = 6, *, is_whole: bool = False) -> list[float]:
    """Return round numbers from low to high, at most about `most` of them.

    >>> ticks(0.0, 19.0), ticks(2027.0, 2046.0, 5, is_whole=True)
    ([0.0, 5.0, 10.0, 15.0], [2030.0, 2035.0, 2040.0, 2045.0])
    """
    rough = (high - low) / max(1, most)
    if not (isfinite(rough) and rough > 0.0):
        return [low]
    power = 10.0 ** floor(log10(rough))
    step = next(power * k for k in (1.0, 2.0, 2.5, 5.0, 10.0) if power * k >= rough * (1 - 1e-9))
    step = max(1.0, round(step)) if is_whole else step
    first = floor(low / step + 1 - 1e-9)
    return [k * step for k in range(first, floor(high / step + 1e-9) + 1)]


def bounds(values: Sequence[float], *, has_zero: bool = True) -> Point:
    """Return the ends of an axis that holds all finite values, with a little room; (0, 1) where there is none."""
    found = [v for v in values if isfinite(v)] + ([0.0] if has_zero else [])
    if not found or min(found) == max(found) == 0.0:
        return 0.0, 1.0
    low, high = min(found), max(found)
    room = 0.04 * (high - low) or 0.5
    return (low - room if low < 0.0 or not has_zero else 0.0), (
        high + room if high > 0.0 or not has_zero else 0.0
    )
