"""Draws by name: the same seed and name meet the same luck, whatever else is drawn.

A place is where in its range something lies, as a probability; places go together through common factors,
z = sqrt(share) Z + ... + sqrt(rest) e, with one normal Z for each factor and e its own.
"""

from collections.abc import Mapping

import numpy as np

from belfort.numeric.philox import fill_unit
from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.study.timeline.durations import Reals

_PURPOSE = purpose_code("timeline")


def uniforms(seed: int, name: str, n: int) -> Reals:
    """Return draws 0 to n - 1 of the stream of a name, inside (0, 1)."""
    out = np.empty(n)
    fill_unit(out, stream(random_key(seed), replicate=0, entity=purpose_code(name), purpose=_PURPOSE), 0)
    return out


def normals(seed: int, name: str, n: int) -> Reals:
    """Return standard normal draws 0 to n - 1 of the stream of a name."""
    from scipy.special import ndtri

    return ndtri(uniforms(seed, name, n))


def common(seed: int, shares: Mapping[str, float], n: int) -> Reals:
    """Return the common part of a normal score: the sum of sqrt(share) times the normal of each factor."""
    return sum((np.sqrt(s) * normals(seed, f"factor {f}", n) for f, s in shares.items() if s), np.zeros(n))


def places(seed: int, name: str, shares: Mapping[str, float], together: Reals) -> Reals:
    """Return the places of a name, inside (0, 1), given the common part that `common` made of the same shares."""
    from scipy.special import ndtr

    rest = np.sqrt(max(0.0, 1.0 - sum(shares.values())))
    return np.clip(ndtr(together + rest * normals(seed, name, together.size)), 1e-15, 1.0 - 1e-15)
