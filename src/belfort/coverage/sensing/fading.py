"""The curve of what is heard: a level that falls with the square of the distance and scatters in decibels."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from belfort.coverage.sensing.model import P_NEGLIGIBLE, Floats, Look
from belfort.numeric.quantiles import normal_quantile


@dataclass(frozen=True, slots=True)
class FadingCurve:
    """p = Phi(20 log10(R_cited / R) / sigma): log-normal shadowing round the inverse-square law.

    A cited range is where a look is worth one half. Looks are taken as independent; a hill or a house in between
    would stay there from look to look, so that real confirmation is more of a yes or no.
    """

    range_m: float
    sigma_db: float

    def p_look(self, look: Look) -> Floats:
        """Return (n,) probabilities."""
        slant_m = np.maximum(look.slant_range_m, 1e-3)
        return ndtr(20.0 * np.log10(self.range_m / slant_m) / self.sigma_db)

    @property
    def reach_m(self) -> float:
        """Range at which a look is worth next to nothing."""
        return self.range_m * 10.0 ** (-normal_quantile(P_NEGLIGIBLE) * self.sigma_db / 20.0)
