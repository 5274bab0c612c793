"""Raids of studies, stood in for: what a study makes of its raids does not need a compiled one."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.study.questions import stand_in


@dataclass
class Raids:
    """Raids that were run, in order: (situation, question, worlds)."""

    run: list[tuple] = field(default_factory=list)
    before: Callable[[int], None] = lambda _n: None
    """Called before each with how many were run."""

    def simulate(self, situation, question, terrain, *, worlds=None, progress=None):
        self.before(len(self.run))
        self.run.append((situation, question, worlds))
        return stand_in(situation, question, terrain, worlds)


@pytest.fixture
def raids(monkeypatch):
    """Stand in for `simulate_raid` in studies; what was run is counted."""
    from belfort.study.performance import runs

    found = Raids()
    monkeypatch.setattr(runs, "simulate_raid", found.simulate)
    monkeypatch.setattr(runs, "measured", lambda outcome: outcome)
    return found
