"""The sheet a picture is drawn on: title, body, legend and foot, measured first, so that nothing overlaps.

One axes covers the sheet and counts in points from the lower left, so that what is computed is what is drawn.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path

from belfort.records import Provenance
from belfort.report.placing import Box
from belfort.report.scales import Look
from belfort.scenario import ResolvedScenario
from belfort.terrain import Terrain

FAMILY = "DejaVu Sans"
LINE = 1.32
"""Distance of lines of text, by their size."""
COARSE = (
    "Coarse terrain: part of the ground is a grid of about 9 km, which hides hills; low cover is overstated."
)


@dataclass(frozen=True, slots=True)
class Caption:
    """The words around a picture."""

    title: str
    """What the finding is about."""
    subtitle: str = ""
    """Option, threat, altitude, case."""
    source: str = ""
    warning: str = ""
    provenance: Provenance | None = None


def caption(
    title: str,
    subtitle: str,
    scenario: ResolvedScenario,
    provenance: Provenance,
    terrain: Terrain | None = None,
    *,
    is_map: bool = True,
) -> Caption:
    """Return the words of a picture with the line at its foot: what it rests on, and how much of it is guessed."""
    found = [estimate for _, estimate in scenario.estimates()]
    guessed = sum(e.is_guess for e in found) / max(1, len(found))
    ground = f"Terrain: {'; '.join(terrain.sources)}. " if terrain else ""
    borders = "Land and borders: Natural Earth; a border states no claim. " if is_map else ""
    source = (
        f"{ground}{borders}{guessed:.0%} of {len(found)} figures are "
        f"guesses. Scenario {scenario.hash[:10]}, catalogue {scenario.catalogue_hash[:10]}, Belfort "
        f"{provenance.version}, {provenance.created_utc:%d %b %Y}. Public sources only."
    )
    warning = COARSE if terrain is not None and terrain.is_coarse else ""
    return Caption(title, subtitle, source, warning, provenance)


@dataclass(frozen=True, slots=True)
class Key:
    """One line of a legend: a small drawing in a box of points, and words; without a drawing, a heading."""

    text: str
    draw: Callable[[Axes, Box], None] | None = None
    height_pt: float = 0.0
    """Room for a drawing higher than a line."""


@dataclass(slots=True)
class Sheet:
    """A figure under way."""

    look: Look
    figure: Figure
    axes: Axes
    body: Box
    """Where the map or the chart goes, in points."""
    caption: Caption

    def text(
        self, x: float, y: float, words: str, size: float, *, color: str = "", halo: str = "", **style: object
    ) -> None:
        """Write one line, its middle at height y; `ha` says what of it stands at x, its left unless given."""
        effects = [withStroke(linewidth=0.24 * size, foreground=halo)] if halo else None
        self.axes.text(
            x,
            y,
            words,
            fontsize=size,
            family=FAMILY,
            color=color or self.look.palette.ink,
            va="center_baseline",
            parse_math=False,
            path_effects=effects,
            **style,  # type: ignore[arg-type]
        )


def new_sheet(
    look: Look, words: Caption, body_pt: float, legend: Sequence[Key], *, legend_w: float = 0.0
) -> Sheet:
    """Return a sheet with its words and legend on it.

    Parameters
    ----------
    look
        Colours and width.
    words
        Title and what stands at the foot.
    body_pt
        Height of the body.
    legend
        Lines of the legend: beside the body where `legend_w` is given, under it in columns otherwise.
    """
    margin = margin_pt(look)
    inner = look.width_pt - 2.0 * margin
    size = look.text_pt
    head = [(t, size * 1.5, "bold", "ink") for t in wrapped(words.title, inner, size * 1.5, "bold")]
    head += [(t, size * 1.02, "normal", "quiet") for t in wrapped(words.subtitle, inner, size * 1.02)]
    foot = [(t, size * 0.82, "bold", "accent") for t in wrapped(words.warning, inner, size * 0.82, "bold")]
    foot += [(t, size * 0.76, "normal", "quiet") for t in wrapped(words.source, inner, size * 0.76)]
    columns = _columns(legend, look, inner, legend_w)
    under = 0.0 if legend_w else max((_height(c, look) for c in columns), default=0.0)
    beside = _height(columns[0], look) if legend_w and columns else 0.0
    body_pt = max(body_pt, beside)
    heights = [
        margin,
        _tall(head),
        0.7 * size,
        body_pt,
        1.9 * size,
        under,
        0.8 * size * bool(under),
        _tall(foot),
        margin,
    ]
    total = sum(heights)
    sheet = _blank(look, words, total)
    y = total - margin
    y = _write(sheet, head, margin, y) - 0.7 * size
    side = tick_pt(look)
    wide = inner - side - (legend_w + 1.4 * size if legend_w else 0.0)
    sheet.body = Box(margin + side + 0.5 * wide, y - 0.5 * body_pt, 0.5 * wide, 0.5 * body_pt)
    if legend_w and columns:
        _draw_legend(sheet, columns, look.width_pt - margin - legend_w, y, legend_w)
    y -= body_pt + 1.9 * size
    if under:
        _draw_legend(sheet, columns, margin, y, inner)
        y -= under + 0.8 * size
    _write(sheet, foot, margin, y)
    return sheet


def margin_pt(look: Look) -> float:
    """Return the margin around everything."""
    return 9.0 if look.is_narrow else 16.0


def tick_pt(look: Look) -> float:
    """Return the room left of the body for the figures of its axis."""
    return 2.9 * look.text_pt


@lru_cache(maxsize=4096)
def text_width(words: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in points; some thousand lines are kept, as pages repeat themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter the typeface lacks is drawn as a box
        return float(text_to_path.get_text_width_height_descent(words, _face(size, weight), False)[0])


@lru_cache(maxsize=64)
def _face(size: float, weight: str) -> FontProperties:
    return FontProperties(family=FAMILY, size=size, weight=weight)


def wrapped(words: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return text in lines that fit a width; a word longer than a line is broken."""
    lines: list[str] = []
    for paragraph in words.split("\n") if words else []:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if text_width(longer, size, weight) <= width:
                line = longer
                continue
            lines += [line] if line else []
            *full, line = _broken(word, width, size, weight)
            lines += full
        lines.append(line)
    return lines


def _broken(word: str, width: float, size: float, weight: str) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size, weight) > width:
            parts.append("")
        parts[-1] += letter
    return parts


_Line = tuple[str, float, str, str]


def _tall(lines: list[_Line]) -> float:
    return sum(LINE * size for _, size, _, _ in lines)


def _write(sheet: Sheet, lines: list[_Line], x: float, y: float) -> float:
    """Write lines downwards from y; return where they end."""
    for words, size, weight, colour in lines:
        tone = getattr(sheet.look.palette, colour)
        sheet.text(x, y - 0.5 * LINE * size, words, size, weight=weight, color=tone)
        y -= LINE * size
    return y


def _blank(look: Look, words: Caption, height_pt: float) -> Sheet:
    figure = Figure(figsize=(look.width_pt / 72, height_pt / 72), dpi=100, facecolor=look.palette.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, look.width_pt), ylim=(0, height_pt))
    axes.axis("off")
    return Sheet(look, figure, axes, Box(0, 0, 0, 0), words)


def _step(key: Key, look: Look, width: float) -> float:
    """Return how much of the legend's height a line of it takes."""
    n = len(wrapped(key.text, width, look.text_pt * 0.94, "normal" if key.draw else "bold"))
    return max(key.height_pt, n * LINE * look.text_pt * 0.94) + (0.42 if key.draw else 0.9) * look.text_pt


def _icon_pt(look: Look) -> float:
    return 2.6 * look.text_pt


def _height(column: list[Key], look: Look, width: float = 0.0) -> float:
    width = width or _column_pt(look)
    return sum(_step(k, look, width - (_icon_pt(look) if k.draw else 0.0)) for k in column)


def _column_pt(look: Look) -> float:
    return 158.0 if not look.is_narrow else 270.0


def _columns(legend: Sequence[Key], look: Look, inner: float, legend_w: float) -> list[list[Key]]:
    """Return the legend in columns; a heading starts a block, and a block stays together."""
    if not legend:
        return []
    starts = [i for i, k in enumerate(legend) if k.draw is None] or [0]
    starts = starts if starts[0] == 0 else [0, *starts]
    blocks = [list(legend[a:b]) for a, b in pairwise([*starts, len(legend)])]
    n = 1 if legend_w or look.is_narrow else min(len(blocks), max(1, int(inner // _column_pt(look))))
    columns: list[list[Key]] = [[] for _ in range(n)]
    for block in blocks:
        min(columns, key=lambda c: _height(c, look)).extend(block)
    return columns


def _draw_legend(sheet: Sheet, columns: list[list[Key]], x: float, y: float, width: float) -> None:
    look, size = sheet.look, sheet.look.text_pt * 0.94
    step = width / len(columns)
    for number, column in enumerate(columns):
        left, top = x + number * step, y
        for key in column:
            indent = _icon_pt(look) if key.draw else 0.0
            tall = _step(key, look, _column_pt(look) - indent)
            lines = wrapped(key.text, _column_pt(look) - indent, size, "normal" if key.draw else "bold")
            middle = top - 0.5 * tall
            if key.draw is not None:
                key.draw(
                    sheet.axes,
                    Box(left + 0.5 * indent - 0.25 * size, middle, 0.5 * indent - 0.35 * size, 0.5 * size),
                )
            for i, line in enumerate(lines):
                at = middle - (0.0 if key.draw else 0.2 * size) + (0.5 * (len(lines) - 1) - i) * LINE * size
                sheet.text(left + indent, at, line, size, weight="normal" if key.draw else "bold")
            top -= tall


def swatch(
    colour: str, look: Look, *, hatch: str | None = None, edge: str = ""
) -> Callable[[Axes, Box], None]:
    """Return a drawing of a filled rectangle for a legend."""

    def draw(axes: Axes, box: Box) -> None:
        axes.add_artist(
            Rectangle(
                (box.x - box.half_w, box.y - box.half_h),
                2 * box.half_w,
                2 * box.half_h,
                facecolor=colour,
                edgecolor=look.palette.quiet,
                linewidth=0.5,
                hatch=hatch,
            )
        )

    return draw


def stroke(colour: str, width: float, dashes: object = "solid") -> Callable[[Axes, Box], None]:
    """Return a drawing of a line for a legend."""

    def draw(axes: Axes, box: Box) -> None:
        axes.plot([box.x - box.half_w, box.x + box.half_w], [box.y, box.y], color=colour, lw=width, ls=dashes)  # type: ignore[arg-type]

    return draw
