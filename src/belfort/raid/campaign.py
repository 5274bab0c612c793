"""Several nights in a row: what is used up, hit, repaired and brought, and a force that moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import value_of
from belfort.numeric.philox import unit_draw
from belfort.numeric.streams import purpose_code, random_key, stream
from belfort.raid.compiling.compile import Compiled
from belfort.raid.compiling.sensing import code_of
from belfort.raid.compiling.stage import Stage
from belfort.raid.model import Question
from belfort.raid.priors import REPAIR_NIGHTS
from belfort.raid.simulate import Manner, Run, Stores, full, run


@dataclass(frozen=True)
class Phase:
    """From a night on, the force as it stands under one option."""

    night: int
    stage: Stage


@dataclass(frozen=True)
class Nights:
    """The runs of a campaign."""

    nights: tuple[Run, ...]
    left: NDArray[np.float64]
    """(nights, 2, effectors): mean shots at the beginning and at the end of each night."""


def run_campaign(
    phases: Sequence[Phase], compiled: Sequence[Compiled], question: Question, words: NDArray[np.int64]
) -> Nights:
    """Simulate every night of a campaign; each replicate keeps its own losses and stores.

    By day launchers are filled from what is in stock, `resupply_share` of a full load comes to every unit, and what
    was hit is repaired with the chance of one night in `REPAIR_NIGHTS`. The attacker comes alike each night.
    """
    seed = phases[0].stage.scenario.study.seed
    at = 0
    stores, nights, left = full(compiled[0]), [], []
    for night in range(question.n_nights):
        if at + 1 < len(phases) and phases[at + 1].night == night:
            stores = moved(stores, compiled[at], compiled[at + 1])
            at += 1
        manner = Manner(night=night, keeps_left=True)
        done = run(compiled[at], seed, words, manner, stores)
        before = _shots_left(compiled[at], stores)
        after = _after(compiled[at], done)
        left.append([before, _shots_left(compiled[at], after)])
        nights.append(replace(done, left=np.zeros((0, 0), np.int32)))
        stores = by_day(compiled[at], after, question.resupply_share, (seed, night, words))
    return Nights(tuple(nights), np.array(left))


def _after(compiled: Compiled, done: Run) -> Stores:
    n_units, n_weapons = len(compiled.plan.force.units), len(compiled.plan.force.weapons)
    items, ready, stock = np.split(done.left, [n_units, n_units + n_weapons], axis=1)
    return Stores(items, ready, stock)


def _shots_left(compiled: Compiled, stores: Stores) -> NDArray[np.float64]:
    """Return mean shots ready and in stock by effector; jammers count for nothing."""
    force = compiled.plan.force
    total = (stores.n_ready.astype(np.float64) + stores.n_stock).mean(axis=0)
    total[force.weapons["is_soft"] == 1] = 0.0
    found = np.bincount(force.weapons["effector"], total, minlength=len(compiled.names.effectors))
    return found.astype(np.float64)


def by_day(
    compiled: Compiled, stores: Stores, resupply_share: float, key: tuple[int, int, NDArray[np.int64]]
) -> Stores:
    """Return what the next night begins with; `key` is seed, night and words."""
    whole = full(compiled)
    items = _repaired(compiled, stores.n_items, whole.n_items, key)
    brought = np.round(resupply_share * (whole.n_ready + whole.n_stock)).astype(np.int64)
    total = stores.n_ready.astype(np.int64) + stores.n_stock + brought
    total = np.minimum(total, whole.n_ready.astype(np.int64) + whole.n_stock)
    of = compiled.plan.force.weapons["unit"]
    room = whole.n_ready.astype(np.int64) * items[:, of] // np.maximum(whole.n_items[:, of], 1)
    ready = np.minimum(total, room)
    return Stores(items, ready.astype(np.int32), (total - ready).astype(np.int32))


def _repaired(
    compiled: Compiled,
    items: NDArray[np.int32],
    whole: NDArray[np.int32],
    key: tuple[int, int, NDArray[np.int64]],
) -> NDArray[np.int32]:
    """Return items with those that were lost and are repaired by the next night, all of a unit at once."""
    seed, night, words = key
    chance = 1.0 / max(1.0, value_of(REPAIR_NIGHTS.estimate, "mode"))
    mended = items.copy()
    for row, b in zip(*np.nonzero(items < whole), strict=True):
        own = stream(
            random_key(seed),
            replicate=int(words[row]),
            entity=code_of(compiled.names.units[b]),
            purpose=purpose_code(f"raid repair {night}"),
        )
        if unit_draw(own, 0) < chance:
            mended[row, b] = whole[0, b]
    return mended


def moved(stores: Stores, old: Compiled, new: Compiled) -> Stores:
    """Return stores of a force as it stands now, by names: who was there keeps what it has, who comes comes full."""
    whole = full(new)
    n = len(stores.n_items)
    items, ready, stock = (np.repeat(x, n, axis=0) for x in (whole.n_items, whole.n_ready, whole.n_stock))
    for b, name in enumerate(new.names.units):
        if name in old.names.units:
            items[:, b] = np.minimum(stores.n_items[:, old.names.units.index(name)], whole.n_items[0, b])
    was = {pair: w for w, pair in enumerate(_weapons(old))}
    for w, pair in enumerate(_weapons(new)):
        if pair in was:
            ready[:, w], stock[:, w] = stores.n_ready[:, was[pair]], stores.n_stock[:, was[pair]]
    return Stores(items, ready, stock)


def _weapons(compiled: Compiled) -> list[tuple[str, str]]:
    of = compiled.plan.force.weapons["unit"].tolist()
    return [(compiled.names.units[b], e) for b, e in zip(of, compiled.names.weapons, strict=True)]
