"""Draw the pictures of the pages that no verb draws: `python docs/pictures.py` writes them beside the pages."""

import matplotlib as mpl

mpl.use("Agg")
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from belfort.catalogue import load_catalogue
from belfort.catalogue.figure import Figure
from belfort.catalogue.model import ENTRY_TYPES
from belfort.scenario import load_scenario
from belfort.terrain.load import terrain_for

DOCS = Path(__file__).parent
SHADES = {"A": "#0b4f6c", "B": "#2f7f9e", "C": "#6fb1c8", "D": "#b5d8e4", "E": "#e8b796", "F": "#b4532a"}
"""Blue is read or computed, rust is guessed."""
MEANING = {
    "A": "A read on the page",
    "B": "B read in part",
    "C": "C computed",
    "D": "D derived",
    "E": "E guess: general knowledge",
    "F": "F guess: modelling prior",
}


def catalogue_grades() -> None:
    """Draw how the figures of each kind of entry are graded, counted from the catalogue as it is now."""
    catalogue = load_catalogue()
    counts = {kind: dict.fromkeys(SHADES, 0) for kind in ENTRY_TYPES}
    for entry, _name, cited in catalogue.citations():
        if isinstance(cited, Figure):
            counts[entry.kind][cited.evidence.letter] += 1
    kinds = [kind for kind in counts if sum(counts[kind].values())][::-1]
    figure, axes = plt.subplots(figsize=(8, 5.2), layout="constrained")
    left = np.zeros(len(kinds))
    for grade, shade in SHADES.items():
        n = np.array([counts[kind][grade] for kind in kinds], float)
        hatch = "///" if grade in "EF" else None
        axes.barh(kinds, n, left=left, color=shade, hatch=hatch, edgecolor="white", label=MEANING[grade])
        left += n
    axes.set_xlabel(f"figures in the catalogue ({left.sum():.0f}; catalogue {catalogue.hash[:10]})")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper right", bbox_to_anchor=(1.0, 0.82), frameon=False)
    _save(figure, "known-grades")


def ground() -> None:
    """Draw the ground of the Benelux as Belfort computes on it: the coarse grid that comes with it."""
    scenario = load_scenario("benelux")
    terrain = terrain_for(scenario.region, "coarse", margin_m=0.0)
    figure, axes = plt.subplots(figsize=(8, 6.2), layout="constrained")
    heights = np.asarray(terrain.height_msl_m, float)
    width, height = (n * terrain.frame.cell_m / 1000 for n in heights.shape[::-1])
    drawn = axes.imshow(heights, cmap="cividis", extent=(0, width, 0, height), origin="upper", vmin=0)
    axes.set(xlabel="km from the western edge", ylabel="km from the southern edge")
    figure.colorbar(drawn, ax=axes, label="m above mean sea level", shrink=0.8)
    _save(figure, "terrain-coarse")


def _save(figure: "plt.Figure", name: str) -> None:
    figure.savefig(DOCS / f"{name}.png", dpi=110, metadata={"Software": None})
    plt.close(figure)


if __name__ == "__main__":
    catalogue_grades()
    ground()
