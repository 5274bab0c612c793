"""One consistent draw of everything the catalogue is unsure of.

A *world* gives every figure one value. Figures do not move alone: a radar that is better than published sees
further and looks more often, and if our kill probabilities are too kind they are too kind together. A
figure's place in its range is a Gaussian copula over the causes of `causes.toml`,

    z = sign (sqrt(everywhere) Z(cause) + sqrt(entry) Z(cause, entry)) + sqrt(rest) Z(figure),
    rest = 1 - everywhere - entry,

each Z a standard normal, `sign` -1 where lower is better. So two figures of one entry and cause have the
correlation everywhere + entry, of two entries `everywhere`, and the marginal of each is exactly its shape.
Rank correlation follows from it: (6 / pi) asin(r / 2). An entry here means a family: an entry that is `like`
another, and a prior about one family only, move with that family.

Every Z is keyed by (seed, world) and by the figure's number, or the names of cause and entry, never by
position: an entry added to the catalogue, or taken out, moves no other draw. Where two of some four hundred
cause-and-entry names meet in their 32-bit key (chance 2e-5), those two would share one Z.
"""

from math import erfc, sqrt
from typing import Any

from belfort.catalogue.figure import Figure
from belfort.catalogue.load import Catalogue
from belfort.catalogue.model import Entry, Prior
from belfort.catalogue.shapes import quantile
from belfort.numeric.philox import unit_draw
from belfort.numeric.quantiles import normal_quantile
from belfort.numeric.streams import RandomKey, purpose_code, random_key, stream


class World:
    """One value for every figure; make it with `draw_world`, or `World.mode` for the single best values.

    Values are worked out when asked for and kept. Counts are not rounded: who needs a whole number of
    launchers rounds it.
    """

    def __init__(self, catalogue: Catalogue, key: RandomKey | None, world: int) -> None:
        self.catalogue = catalogue
        self.world = world
        self._key = key
        self._normals: dict[tuple[str, str], float] = {}
        self._values: dict[str, float] = {}

    @classmethod
    def mode(cls, catalogue: Catalogue) -> "World":
        """Return the world in which every figure has its mode."""
        return cls(catalogue, None, 0)

    def value(self, entry: str | Entry, parameter: str) -> float:
        """Return a figure of an entry, in the figure's own unit.

        The figure may be the entry's own, or come from the entry it is like or from a prior about it.

        Raises
        ------
        KeyError
            There is no such entry, or no such figure for it.
        """
        return self.of(self._figure(entry, parameter))

    def si(self, entry: str | Entry, parameter: str) -> float:
        """Return a figure of an entry in SI; money in whole units of its own currency. Raises as `value`."""
        figure = self._figure(entry, parameter)
        return figure.parsed_unit.to_si(self.of(figure))

    def of(self, figure: Figure) -> float:
        """Return the value of a figure of this catalogue, in the figure's own unit."""
        if self._key is None or figure.shape == "fixed":
            return figure.mode
        if figure.id not in self._values:
            self._values[figure.id] = quantile(figure, _normal_cdf(self.place(figure)))
        return self._values[figure.id]

    def place(self, figure: Figure) -> float:
        """Return where in its range the figure lies, as a standard normal: 0 the median."""
        own = self._normal("catalogue figure", figure.id)
        entry_id, parameter = self.catalogue.origins[figure.id]
        family = family_of(self.catalogue, entry_id)
        cause_name, sign = cause_of(self.catalogue, parameter)
        cause = self.catalogue.causes.get(cause_name)
        if cause is None:
            return own
        common = sqrt(cause.everywhere) * self._normal("catalogue cause", cause_name)
        common += sqrt(cause.entry) * self._normal("catalogue cause in an entry", f"{cause_name}/{family}")
        return sign * common + sqrt(max(0.0, 1.0 - cause.everywhere - cause.entry)) * own

    def _figure(self, entry: str | Entry, parameter: str) -> Figure:
        entry_id = entry if isinstance(entry, str) else entry.id
        figures = self.catalogue.complete(entry_id)
        if parameter not in figures:
            raise KeyError(f"{entry_id} has no figure '{parameter}'; it has {', '.join(figures) or 'none'}")
        return figures[parameter]

    def _normal(self, purpose: str, name: str) -> float:
        known = self._normals.get((purpose, name))
        if known is None:
            key: Any = self._key
            entity = int(name[1:]) if purpose == "catalogue figure" else purpose_code(name)
            draw = stream(key, replicate=self.world, entity=entity, purpose=purpose_code(purpose))
            known = self._normals[purpose, name] = normal_quantile(unit_draw(draw, 0))
        return known


def draw_world(catalogue: Catalogue, seed: int, world: int) -> World:
    """Return one consistent draw of the whole catalogue.

    Parameters
    ----------
    catalogue
        What is known.
    seed
        The scenario's seed, 0 to 2**64 - 1.
    world
        Number of the draw, 0 to 2**32 - 1: the same number is the same world, whatever else is drawn.

    Raises
    ------
    ValueError
        Seed or world is out of range.
    """
    key = random_key(seed)
    if not 0 <= world < 1 << 32:
        raise ValueError(f"a world is a whole number from 0 to 2**32 - 1, got {world}")
    return World(catalogue, key, world)


def family_of(catalogue: Catalogue, entry_id: str) -> str:
    """Return the id whose cause-in-an-entry a figure written in `entry_id` shares.

    An entry's own id, or that of the entry it is like; for a prior, the family that all its targets belong
    to, or the prior's own id where they belong to several.
    """
    entry = catalogue[entry_id]
    if not isinstance(entry, Prior):
        return entry.like or entry.id
    families = {family_of(catalogue, target) for target in entry.applies_to}
    return families.pop() if len(families) == 1 else entry.id


def cause_of(catalogue: Catalogue, parameter: str) -> tuple[str, int]:
    """Return the cause that moves a parameter (empty: none), and how an optimist moves it: +1 or -1.

    Kill and effect probabilities, one for each target class, share the cause `kill` without being listed.
    """
    if parameter.startswith(("p_kill_", "p_effect_")):
        return "kill", 1
    known = catalogue.parameters.get(parameter)
    return (known.cause, -1 if known.better == "lower" else 1) if known else ("", 1)


def _normal_cdf(z: float) -> float:
    return 0.5 * erfc(-z / sqrt(2.0))
