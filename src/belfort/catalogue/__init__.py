"""What is known, and from whom.

In: TOML files, one an entry, in `data/`, each figure with its range, unit, sources and evidence. Out: one
frozen `Catalogue` (`load_catalogue`), what is wrong with it (`lint`), and one consistent draw of all its
doubt (`draw_world`, in `world`). `units` and `figure` are the small print, `model` the kinds of entry;
`export`, `docs` and `request` are the ways out on paper.
"""

from belfort.catalogue.figure import Evidence, Figure
from belfort.catalogue.lint import lint
from belfort.catalogue.load import Catalogue, CatalogueError, Fault, load_catalogue
from belfort.catalogue.model import Entry

__all__ = ["Catalogue", "CatalogueError", "Entry", "Evidence", "Fault", "Figure", "lint", "load_catalogue"]
