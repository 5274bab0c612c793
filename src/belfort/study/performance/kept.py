"""Measures of a finished raid, kept on disk: a second study runs only what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.raid.model import Outcome
from belfort.raid.parts import Parts
from belfort.raid.summary import measures, worlds_of

Floats = NDArray[np.float64]
Key = tuple[str, str]
"""Measure, and of which threat, asset, cause, effector or layer."""


@dataclass(frozen=True)
class Measured:
    """What a study keeps of a raid's outcome."""

    values: Mapping[Key, Floats]
    """(replicates,) each, nights of a campaign added up."""
    world: NDArray[np.int32]
    """(replicates,): from 0; -1 with everything at its mode."""
    left_share: Mapping[Key, float]
    """Shots left after each night by effector, as a share of what there was at first; key: effector."""

    def means(self, key: Key) -> Floats:
        """Return (worlds,) the mean of a measure in each world, or one at the mode where no world was drawn."""
        values, world = self.values[key], self.world
        drawn = world >= 0
        if not drawn.any():
            return np.array([values.mean()])
        counts = np.bincount(world[drawn])
        return np.bincount(world[drawn], values[drawn]) / counts


def measured(outcome: Outcome) -> Measured:
    """Return what is kept of an outcome."""
    left: dict[Key, float] = {}
    for e, effector in enumerate(outcome.names.effectors):
        full = outcome.left[0, 0, e]
        if full > 0.0:
            for night in range(len(outcome.left)):
                left[f"left_after_night_{night + 1}", effector] = float(outcome.left[night, 1, e] / full)
    return Measured(measures(outcome), worlds_of(outcome), left)


def save(parts: Parts, name: str, found: Measured) -> None:
    """Write a result whole. Raises OSError; what was written before stays."""
    keys = list(found.values)
    shares = list(found.left_share)
    parts.save(
        name,
        {
            "keys": np.array(["\n".join(k) for k in keys]),
            "values": np.array([found.values[k] for k in keys]),
            "world": found.world,
            "left_keys": np.array(["\n".join(k) for k in shares], dtype=np.str_),
            "left": np.array([found.left_share[k] for k in shares]),
        },
    )


def load(parts: Parts, name: str) -> Measured | None:
    """Return a kept result; None where there is none, or it cannot be read."""
    found = parts.load(name)
    if found is None or {"keys", "values", "world", "left_keys", "left"} - found.keys():
        return None
    keys = [_key(text) for text in found["keys"]]
    left = {_key(text): float(v) for text, v in zip(found["left_keys"], found["left"], strict=True)}
    return Measured(dict(zip(keys, found["values"], strict=True)), found["world"], left)


def _key(text: str) -> Key:
    measure, _, of = str(text).partition("\n")
    return measure, of
