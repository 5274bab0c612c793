"""Figures that a scenario gives, drawn: each has a stream of its own by its name."""

import numpy as np
from numpy.typing import NDArray

from belfort.numeric.streams import random_key
from belfort.scenario.estimate import Estimate
from belfort.study.timeline.durations import Duration, quantiles


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the stream of what has a name, the same whatever else is drawn."""
    key = random_key(seed)
    return np.random.default_rng([key.low, key.high, *name.encode()])


def drawn(estimate: Estimate, n: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return (n,) draws of an estimate, in its own unit."""
    e = estimate
    if e.low == e.high:
        return np.full(n, e.mode)
    return quantiles(Duration(e.low, e.mode, e.high, e.shape), generator.uniform(0.0, 1.0, n))
