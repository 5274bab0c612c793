"""Bars made of parts, an option each: causes of leakers, kills by layer.

Every kind of part has a tone, a hatch and its number, so that grey print tells them apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from belfort.report.placing import Box
from belfort.report.raid_words import count
from belfort.report.scales import Look, readable_on
from belfort.report.sheet import Caption, Key, Sheet, margin_pt, new_sheet, text_width, wrapped

_VISIBLE = 0.004
"""Of the longest bar: parts under it are hardly seen and stay out of the legend."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar made of parts."""

    name: str
    parts: tuple[tuple[str, float], ...]
    """(kind, value) from the left."""


_STRONG_HATCHES = (None, "\\\\\\\\", "----", "xxxx", None)
"""Of the strong ones, by tone."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How a kind of part is filled: tone 0 to 4, how pale it is from 0 to 2, its heading in the legend."""

    tone: int
    paleness: int
    heading: str

    def colour(self, look: Look) -> str:
        """Return its colour."""
        palette = look.palette
        strong = (*palette.lines, palette.quiet)[self.tone]
        return mixed(strong, palette.paper, (1.0, 0.55, 0.28)[self.paleness])

    @property
    def hatch(self) -> str | None:
        """Return its hatch, so that grey print tells tones of one paleness apart."""
        return (_STRONG_HATCHES[self.tone], "////", "....")[self.paleness]

    def hatch_tone(self, look: Look) -> str:
        """Return the colour of its hatch."""
        palette = look.palette
        return mixed(
            palette.ink if self.paleness else palette.paper, self.colour(look), 0.55 if self.paleness else 0.4
        )


def mixed(one: str, two: str, share: float) -> str:
    """Return a colour of which `share` is the first and the rest the second.

    >>> mixed("#ffffff", "#000000", 0.5)
    '#808080'
    """
    a, b = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (one, two))
    return "#" + "".join(f"{round(share * x + (1.0 - share) * y):02x}" for x, y in zip(a, b, strict=True))


def fitted(words: str, width: float, size: float, weight: str = "normal") -> str:
    """Return words that fit a width, the rest cut off."""
    if text_width(words, size, weight) <= width:
        return words
    lines = wrapped(words, max(width - text_width("…", size, weight), size), size, weight)
    return f"{lines[0]}…"


def draw_stacks(
    stacks: Sequence[Stack],
    fills: Mapping[str, Fill],
    words: Caption,
    look: Look | None = None,
    *,
    unit: str,
) -> Figure:
    """Return horizontal bars made of parts, one scale for all; each part has its number where there is room.

    `fills` gives the order of the legend; `unit` is said under the last bar's end.
    """
    look = look or Look()
    if not stacks:
        raise ValueError("stacks: none given")
    size, row = look.text_pt, 3.3 * look.text_pt
    sheet = new_sheet(look, words, row * len(stacks) + 0.2 * size, _fill_keys(stacks, fills, look))
    left, right = margin_pt(look), look.width_pt - margin_pt(look)
    totals = [sum(v for _, v in s.parts) for s in stacks]
    tail = max(text_width(f"{count(t)} {unit}", size) for t in totals) + 0.8 * size
    scale = (right - left - tail) / (max(totals) or 1.0)
    top = sheet.body.y + sheet.body.half_h
    for i, (stack, total) in enumerate(zip(stacks, totals, strict=True)):
        y = top - i * row
        sheet.text(left, y - 0.7 * size, fitted(stack.name, right - left, size), size)
        end = _stack(sheet, stack, fills, Box(left, y - 2.1 * size, scale, 0.72 * size))
        told = f"{count(total)} {unit}" if i == 0 else count(total)
        sheet.text(end + 0.4 * size, y - 2.1 * size, told, size, weight="bold")
    return sheet.figure


def _fill_keys(stacks: Sequence[Stack], fills: Mapping[str, Fill], look: Look) -> list[Key]:
    least = _VISIBLE * max(sum(v for _, v in s.parts) for s in stacks)
    shown = {kind for s in stacks for kind, value in s.parts if value > least}
    keys: list[Key] = []
    for kind, fill in fills.items():
        if kind in shown:
            if not keys or not any(k.text == fill.heading and k.draw is None for k in keys):
                keys.append(Key(fill.heading))
            keys.append(Key(kind, _patch(fill, look)))
    return keys


def _patch(fill: Fill, look: Look) -> Callable[[Axes, Box], None]:
    def draw(axes: Axes, box: Box) -> None:
        at = (box.x - box.half_w, box.y - box.half_h)
        _filled(axes, at, 2 * box.half_w, 2 * box.half_h, fill, look)

    return draw


def _filled(axes: Axes, at: tuple[float, float], width: float, height: float, fill: Fill, look: Look) -> None:
    """Draw a rectangle: its filling with a hatch of ink, then its rim."""
    inside = {"facecolor": fill.colour(look), "edgecolor": fill.hatch_tone(look), "hatch": fill.hatch}
    axes.add_artist(Rectangle(at, width, height, **inside, linewidth=0.0))  # type: ignore[arg-type]
    axes.add_artist(
        Rectangle(at, width, height, facecolor="none", edgecolor=look.palette.paper, linewidth=1.0)
    )


def _stack(sheet: Sheet, stack: Stack, fills: Mapping[str, Fill], place: Box) -> float:
    """Draw one bar from `place.x`, `place.half_w` points a unit; return where it ends."""
    look, x = sheet.look, place.x
    size = 0.88 * look.text_pt
    for kind, value in stack.parts:
        width = place.half_w * value
        if width <= 0.0:
            continue
        _filled(sheet.axes, (x, place.y - place.half_h), width, 2 * place.half_h, fills[kind], look)
        told = next(
            (t for t in (f"{count(value)} {kind}", count(value)) if text_width(t, size) + 0.9 * size < width),
            "",
        )
        if told:
            half = 0.5 * text_width(told, size) + 0.25 * size
            tone = fills[kind].colour(look)
            middle = x + 0.5 * width
            plate = Rectangle(
                (middle - half, place.y - 0.62 * size), 2 * half, 1.24 * size, facecolor=tone, linewidth=0.0
            )
            sheet.axes.add_artist(plate)
            sheet.text(middle, place.y, told, size, ha="center", color=readable_on(tone))
        x += width
    return x
