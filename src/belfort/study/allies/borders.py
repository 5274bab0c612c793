"""Who borders whom by land: counted from the map's own borders, where neighbours share each stretch of line."""

from functools import lru_cache
from itertools import pairwise

from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Nation
from belfort.terrain.outline import LAYER_BOX, countries_in

Edge = frozenset[tuple[float, float]]


def land_neighbours(catalogue: Catalogue, nation: str) -> tuple[str, ...]:
    """Return the nations of the catalogue that share a land border with one of them, in the catalogue's order.

    Only borders inside Europe's map count (longitude -11 to 42, latitude 35 to 72); a nation outside it has none here.
    The map is Natural Earth's, with both sides of a border made of the same points: an edge that two countries have in
    common is a border. A border on the map states no claim.
    """
    entry = catalogue[nation]
    borders = _borders()
    near = borders.get(entry.iso, frozenset()) if isinstance(entry, Nation) else frozenset()
    return tuple(n.id for n in catalogue.of_kind("nation") if isinstance(n, Nation) and n.iso in near)


@lru_cache(maxsize=1)
def _borders() -> dict[str, frozenset[str]]:
    """Return ISO code to the codes of its neighbours."""
    owners: dict[Edge, set[str]] = {}
    for iso, rings in countries_in(LAYER_BOX):
        for ring in rings:
            for a, b in pairwise([*ring, ring[0]]):
                if a != b:
                    owners.setdefault(frozenset((a, b)), set()).add(iso)
    near: dict[str, set[str]] = {}
    for shared in owners.values():
        for iso in shared:
            near.setdefault(iso, set()).update(shared - {iso})
    return {iso: frozenset(others) for iso, others in near.items()}
