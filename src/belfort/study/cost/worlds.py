"""All worlds at once: the value of a figure in each of n draws of the catalogue, as one array.

World w here is the world w of `belfort.catalogue.world.draw_world` with the same seed, figure by figure, so that
a cost and a raid of one world share their doubt. Arrays instead of one world at a time make ten thousand draws
a matter of milliseconds a figure.
"""

from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

from belfort.catalogue import Catalogue, Figure
from belfort.catalogue.shapes import physical_range
from belfort.catalogue.world import cause_of, family_of
from belfort.numeric.streams import purpose_code, random_key
from belfort.study.cost.kernels import fill_normals
from belfort.study.cost.money import Amount, CostError, Prices, basis_of, prices_of

Array = NDArray[np.float64]
_Z90 = 1.2815515655446004
_Z95 = 1.6448536269514722


class Worlds:
    """Values of figures in n worlds; `Worlds.mode` has the single best values, one world.

    Values are worked out when asked for; the common normals of causes are kept.
    """

    def __init__(self, catalogue: Catalogue, seed: int | None, n: int) -> None:
        if n < 1:
            raise CostError(f"at least one draw is needed, found {n}")
        self.catalogue = catalogue
        self.n = n
        self._key = None if seed is None else random_key(seed)
        self._prices: Prices | None = None
        self._normals: dict[tuple[str, str], Array] = {}

    @classmethod
    def mode(cls, catalogue: Catalogue) -> "Worlds":
        """Return the one world in which every figure has its mode."""
        return cls(catalogue, None, 1)

    @property
    def prices(self) -> Prices:
        """Exchange rates and price indices: the single best value of each, in every world."""
        if self._prices is None:
            self._prices = prices_of(self.catalogue)
        return self._prices

    def has(self, entry: str, parameter: str) -> bool:
        """Return whether an entry has a figure."""
        return entry in self.catalogue.entries and parameter in self.catalogue.complete(entry)

    def figure(self, entry: str, parameter: str) -> Figure:
        """Return a figure of an entry.

        Raises
        ------
        CostError
            There is no such entry or figure.
        """
        if entry not in self.catalogue.entries:
            raise CostError(f"unknown entry '{entry}'.{self.catalogue.suggest(entry)}")
        if not self.has(entry, parameter):
            raise CostError(f"'{entry}' has no figure '{parameter}'; give it one in the catalogue")
        return self.catalogue.complete(entry)[parameter]

    def number(self, entry: str, parameter: str) -> Array:
        """Return (n,) values of a figure: shares and rates as such (0.03), times in years, counts as counts."""
        figure = self.figure(entry, parameter)
        unit = figure.parsed_unit
        years = 31_557_600.0 if unit.dimension == "time" else 1.0
        return self.of(figure) * unit.factor / years

    def money(self, entry: str, parameter: str, currency: str, price_year: int) -> Amount:
        """Return (n,) values of a sum of money, converted; what is in it stays on its basis.

        Raises
        ------
        CostError
            No such figure, or it is no cost, or cannot be converted.
        """
        figure = self.figure(entry, parameter)
        amount = Amount(self.of(figure) * figure.parsed_unit.factor, basis_of(figure))
        return self.prices.convert(amount, currency, price_year)

    def of(self, figure: Figure) -> Array:
        """Return (n,) values of a figure of this catalogue, in the figure's own unit."""
        if self._key is None or figure.shape == "fixed":
            return np.full(self.n, figure.mode)
        return _quantile(figure, ndtr(self._place(figure)))

    def _place(self, figure: Figure) -> Array:
        own = self._normal("catalogue figure", figure.id, keep=False)
        entry_id, parameter = self.catalogue.origins[figure.id]
        name, sign = cause_of(self.catalogue, parameter)
        cause = self.catalogue.causes.get(name)
        if cause is None:
            return own
        family = family_of(self.catalogue, entry_id)
        common = sqrt(cause.everywhere) * self._normal("catalogue cause", name)
        common = common + sqrt(cause.entry) * self._normal("catalogue cause in an entry", f"{name}/{family}")
        return sign * common + sqrt(max(0.0, 1.0 - cause.everywhere - cause.entry)) * own

    def _normal(self, purpose: str, name: str, *, keep: bool = True) -> Array:
        if (purpose, name) in self._normals:
            return self._normals[purpose, name]
        assert self._key is not None
        entity = int(name[1:]) if purpose == "catalogue figure" else purpose_code(name)
        out = np.empty(self.n)
        fill_normals(out, self._key.low, self._key.high, entity, purpose_code(purpose))
        if keep:
            self._normals[purpose, name] = out
        return out


def _quantile(figure: Figure, p: Array) -> Array:
    """Return `belfort.catalogue.shapes.quantile` for many shares at once."""
    low, mode, high = figure.low, figure.mode, figure.high
    if figure.shape == "triangular":
        width = high - low
        rising = low + np.sqrt(p * width * (mode - low))
        falling = high - np.sqrt((1.0 - p) * width * (high - mode))
        return np.where(p * width <= mode - low, np.minimum(mode, rising), np.maximum(mode, falling))
    if figure.shape == "pert":
        a = 1.0 + 4.0 * (mode - low) / (high - low)
        return low + (high - low) * betaincinv(a, 6.0 - a, p)
    if figure.shape == "lognormal":
        return _lognormal(p, low, mode, high)
    z = ndtri(p)
    least, most = physical_range(figure)
    return np.clip(mode + np.where(z < 0, mode - low, high - mode) / _Z90 * z, least, most)


def _lognormal(p: Array, low: float, mode: float, high: float) -> Array:
    below, above = log(mode / low), log(high / mode)
    share = below / (below + above)
    is_low = p < share
    under = np.where(is_low, 0.05 + 0.45 * p / (share or 1.0), 0.5)
    over = np.where(is_low, 0.5, 0.5 + 0.45 * (p - share) / ((1.0 - share) or 1.0))
    lower = np.maximum(low, mode * np.exp(below * ndtri(under) / _Z95))
    upper = np.minimum(high, mode * np.exp(above * ndtri(over) / _Z95))
    return np.where(is_low, lower, upper)
