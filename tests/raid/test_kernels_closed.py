"""The event kernel beside what can be worked out on paper."""

import pytest

from tests.raid.closed_cases import cases, findings, n_flying

CASES = {case.name: case for case in cases()}


def n_replicates(case, n_threats):
    return max(n_threats // n_flying(case), 10)


def off(case, n):
    return [
        f"{f.name}: {f.found:.6g} for {f.expected:.6g}, {f.off:.3g}"
        for f in findings(case, n)
        if not f.is_good
    ]


@pytest.mark.parametrize("name", CASES)
def test_agrees(name):
    assert not off(CASES[name], n_replicates(CASES[name], 100_000))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_agrees_over_a_million_replicates(name):
    """A tenth where a hundred fly, and a million threats where they queue by the thousand."""
    case = CASES[name]
    is_sure = name.startswith("saturated")
    n = {1: 1_000_000, 100: 100_000, 20_000: 50}.get(n_flying(case), 100 if is_sure else 1_000_000)
    assert not off(case, n)
