"""Raids of studies, stood in for: what a study makes of its raids does not need a compiled one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

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


def stood_in(patch: pytest.MonkeyPatch) -> Raids:
    """Stand in for the raids of studies, which are counted; few draws, and nothing of what is seen and reached."""
    from belfort.study import settings, study
    from belfort.study.performance import runs
    from belfort.study.tables import CoverageTable

    found = Raids()
    patch.setattr(settings, "QUICK", replace(settings.QUICK, n_money=100, n_weights=200))
    patch.setattr(runs, "simulate_raid", found.simulate)
    patch.setattr(runs, "measured", lambda outcome: outcome)
    patch.setattr(study, "coverage_rows", lambda *_: CoverageTable.empty())
    return found


@pytest.fixture
def raids(monkeypatch):
    """Raids that are stood in for."""
    return stood_in(monkeypatch)
