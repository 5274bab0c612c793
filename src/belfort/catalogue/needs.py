"""Rules about simulation: an entry marked simulated has every figure that a simulation will ask for."""

from collections.abc import Iterator
from typing import get_args

from belfort.catalogue.load import Catalogue, Fault
from belfort.catalogue.model import Aircraft, Effector, Entry, FireUnit, Interceptor, TargetClass

ATTACK_CLASSES = tuple(c for c in get_args(TargetClass) if c not in ("airliner", "light-aircraft"))
"""Target classes that attack; the others are to be recognised and never engaged."""


def kill_parameter(target_class: str) -> str:
    """Return the name of the kill probability against a target class.

    >>> kill_parameter("owa-drone")
    'p_kill_owa_drone'
    """
    return f"p_kill_{target_class.replace('-', '_')}"


def missing_figures(catalogue: Catalogue, entry: Entry) -> list[str]:
    """Return what simulation needs of an entry and neither it, its model nor its priors give."""
    known = catalogue.complete(entry.id)
    return [name for name in catalogue.needs.get(entry.variant(), ()) if name not in known]


def incomplete_entries(catalogue: Catalogue) -> Iterator[Fault]:
    """Report entries marked simulated that lack what needs.toml asks of their kind."""
    for entry in catalogue.entries.values():
        if entry.simulated:
            for name in missing_figures(catalogue, entry):
                message = f"marked simulated but lacks '{name}'; give it, a `like` or a prior that has it"
                yield Fault(f"{entry.kind}/{entry.id}.toml", f"figures.{name}", message)


def _loaded_effectors(catalogue: Catalogue) -> list[Effector]:
    loaded: dict[str, Effector] = {}
    for entry in catalogue.entries.values():
        if isinstance(entry, FireUnit | Aircraft) and entry.simulated:
            for load in entry.loads:
                effector = catalogue.entries.get(load.effector)
                if isinstance(effector, Effector):
                    loaded[effector.id] = effector
    return list(loaded.values())


def kill_probability_gaps(catalogue: Catalogue) -> Iterator[Fault]:
    """Report fired effectors without a kill probability for all they can engage, or with one too many."""
    loaded = {e.id for e in _loaded_effectors(catalogue)}
    for effector in catalogue.entries.values():
        if not isinstance(effector, Effector):
            continue
        known = catalogue.complete(effector.id)
        file = f"{effector.kind}/{effector.id}.toml"
        for target in ATTACK_CLASSES:
            name = kill_parameter(target)
            if target in effector.cannot_engage and name in known:
                yield Fault(file, "cannot_engage", f"lists '{target}', yet {name} is given; drop one of them")
            if target not in effector.cannot_engage and name not in known and effector.id in loaded:
                message = f"no {name}; give a prior that applies to it, or list '{target}' in cannot_engage"
                yield Fault(file, "cannot_engage", message)


def missing_ballistic_reach(catalogue: Catalogue) -> Iterator[Fault]:
    """Report fired interceptors that can engage ballistic targets and do not say how far."""
    for effector in _loaded_effectors(catalogue):
        if not isinstance(effector, Interceptor):
            continue
        can = [c for c in ("ballistic", "aeroballistic") if c not in effector.cannot_engage]
        if can and "max_range_ballistic" not in catalogue.complete(effector.id):
            message = (
                f"can engage {' and '.join(can)} targets but lacks it; give it or list them in cannot_engage"
            )
            yield Fault(f"{effector.kind}/{effector.id}.toml", "figures.max_range_ballistic", message)
