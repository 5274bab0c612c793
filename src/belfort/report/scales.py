"""Colours: palettes for light and dark, and classes whose order survives grey print and colour blindness.

Everywhere bright means well covered and dark means blind. Sequences are matplotlib's viridis (Smith and van der Walt
2015), whose lightness rises without a turn; the diverging five were chosen so that no two share a lightness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Palette:
    """The quiet colours around the data."""

    name: str
    paper: str
    ink: str
    quiet: str
    rule: str
    sea: str
    land: str
    border: str
    friend: str
    """Filling of a friendly symbol."""
    frame: str
    """Lines of a symbol."""
    halo: str
    """Rim around a symbol, which parts it from the data."""
    asset: str
    accent: str
    """What is new, moved or to be noted."""
    lines: tuple[str, ...]
    """Series in charts; each also has a dash or a mark of its own."""


LIGHT = Palette(
    "light",
    paper="#fdfcf9",
    ink="#1c2326",
    quiet="#5c676d",
    rule="#d9d5cb",
    sea="#dfe9ee",
    land="#f4f1e8",
    border="#8f8a7c",
    friend="#a9dcf5",
    frame="#10181c",
    halo="#fdfcf9",
    asset="#6b5f3a",
    accent="#b8480a",
    lines=("#005a8f", "#b8480a", "#00694d", "#7b3a78"),
)
DARK = Palette(
    "dark",
    paper="#15191b",
    ink="#e6e4dd",
    quiet="#9aa6ab",
    rule="#363d40",
    sea="#1b262c",
    land="#2b3130",
    border="#7d8886",
    friend="#a9dcf5",
    frame="#10181c",
    halo="#e6e4dd",
    asset="#cdbf8a",
    accent="#f0935a",
    lines=("#6db8e8", "#f0935a", "#5cc9a4", "#d9a0d5"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is laid out: by day or night, for a wide page or a phone."""

    palette: Palette = LIGHT
    is_narrow: bool = False

    @property
    def width_pt(self) -> float:
        """Width of the picture: 900 pixels at 100 a inch, or 400."""
        return 288.0 if self.is_narrow else 648.0

    @property
    def text_pt(self) -> float:
        """Size of ordinary text."""
        return 8.4 if self.is_narrow else 9.4


LOOKS = {
    "light": Look(),
    "dark": Look(DARK),
    "narrow-light": Look(is_narrow=True),
    "narrow-dark": Look(DARK, is_narrow=True),
}
"""Every look a page needs, by the name its file bears."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Intervals of a quantity, each with its name and colour."""

    title: str
    """Heads the legend, with the unit."""
    edges: tuple[float, ...]
    """Rising; class i runs from edge i - 1, included, up to edge i."""
    labels: tuple[str, ...]
    colours: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check that names and colours fit the edges."""
        n = len(self.edges) + 1
        if not (len(self.labels) == len(self.colours) == n and list(self.edges) == sorted(set(self.edges))):
            raise ValueError(
                f"{self.title}: {len(self.edges)} rising edges make {n} classes, found "
                f"{len(self.labels)} labels and {len(self.colours)} colours, edges {list(self.edges)}"
            )

    def of(self, values: ArrayLike) -> NDArray[np.int64]:
        """Return the class of each value; -1 for NaN."""
        array = np.asarray(values, float)
        return np.where(np.isnan(array), -1, np.digitize(array, self.edges))


def bright_to_dark(n: int) -> tuple[str, ...]:
    """Return `n` colours in even steps from bright (well covered) to dark (blind)."""
    return tuple(_viridis()[round(255 * i)] for i in np.linspace(0.97, 0.06, n))


def dark_to_bright(n: int) -> tuple[str, ...]:
    """Return `n` colours in even steps from dark to bright."""
    return bright_to_dark(n)[::-1]


@lru_cache(maxsize=1)
def _viridis() -> list[str]:
    import matplotlib as mpl
    from matplotlib.colors import to_hex

    return [to_hex(c) for c in mpl.colormaps["viridis"](np.arange(256))]


def lowest_height() -> Classes:
    """Return the classes of the gap map: how low something is seen."""
    labels = (
        "under 50 m",
        "50 to 100 m",
        "100 to 300 m",
        "300 to 1000 m",
        "1000 to 3000 m",
        "above, or no cover",
    )
    return Classes(
        "Lowest height covered,\nabove ground", (50.0, 100.0, 300.0, 1e3, 3e3), labels, bright_to_dark(6)
    )


def depth(noun: str = "sensor") -> Classes:
    """Return the classes of how many see, or reach, a place: none to four and more."""
    labels = ("none", "one", "two", "three", "four or more")
    return Classes(f"How many {noun}s cover it", (0.5, 1.5, 2.5, 3.5), labels, dark_to_bright(5))


def warning_minutes(edges: Sequence[float] = (2.0, 5.0, 10.0, 20.0)) -> Classes:
    """Return the classes of warning time in minutes."""
    names = [f"{a:g} to {b:g} min" for a, b in pairwise(edges)]
    labels = (f"under {edges[0]:g} min", *names, f"{edges[-1]:g} min or more")
    return Classes("Warning time", tuple(edges), labels, dark_to_bright(len(labels)))


DIVERGING = ("#6e3006", "#d58a45", "#f2efe6", "#93c5e4", "#2c6cad")
"""Much worse, worse, as before, better, much better: lightness 28, 64, 94, 77, 45, so that grey tells them apart."""


def difference(title: str, edges: Sequence[float], labels: Sequence[str]) -> Classes:
    """Return five classes from much worse to much better; `edges` rise towards better."""
    return Classes(title, tuple(edges), tuple(labels), DIVERGING)


def readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour (WCAG 2.1, relative luminance)."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "#000000" if float(linear @ [0.2126, 0.7152, 0.0722]) > 0.179 else "#ffffff"
