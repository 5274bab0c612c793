"""Sites against published optima: the SJC instances of maximal covering, and small cases known in closed form."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from belfort.siting import CoverBuilder, Effort, Limits, cover_of, least_sites, maximal_cover
from belfort.siting.nearest import centre_sites, median_sites
from verification.row import row, skipped

DATA = Path(__file__).parents[2] / "shared" / "data" / "siting"
BY_HIGHS = "HiGHS 1.15.1, whole model, gap 0"
OPTIMA = [("SJC708", 6, 800.0, 22504.0, BY_HIGHS)]
"""Instance, sites, radius, optimum, where the optimum is from."""
COMPUTED = [("SJC324", p, 800.0) for p in (1, 2, 3, 4, 5)]


def instance(name: str, radius: float):
    """Read x, y and weight of each point; every point is a candidate."""
    lines = (DATA / f"{name}.txt").read_text("utf8").splitlines()
    n = int(re.match(r"\d+", lines[0])[0])  # type: ignore[index]
    table = np.array([[float(v) for v in line.split()[:3]] for line in lines[1 : n + 1]])
    builder = CoverBuilder(n)
    for x, y, _ in table:
        builder.add(np.hypot(table[:, 0] - x, table[:, 1] - y) <= radius)
    return builder.cover(), table[:, 2]


def public_instances() -> Iterator[dict]:
    if not (DATA / "SJC708.txt").exists():
        yield skipped("SJC instances", "not compared: the instance files are not beside the checkout")
        return
    for name, n_sites, radius, optimum, source in OPTIMA:
        cover, weight = instance(name, radius)
        ours = maximal_cover(cover, Limits(n_new=n_sites), weight, effort=Effort(time_limit_s=60.0))
        is_good = ours.value == optimum and ours.is_optimal
        words = f"{ours.value:g}, bound {ours.bound:g}"
        yield row(
            f"{name}, {n_sites} sites, {radius:g} m", optimum, source, words, ours.value - optimum, is_good
        )
    for name, n_sites, radius in COMPUTED:
        cover, weight = instance(name, radius)
        ours = maximal_cover(cover, Limits(n_new=n_sites), weight, effort=Effort(time_limit_s=60.0))
        plain = by_plain_program(cover, weight, n_sites)
        words = f"{ours.value:g}, bound {ours.bound:g}"
        title = f"{name}, {n_sites} sites, {radius:g} m"
        is_good = ours.value == plain and ours.is_optimal
        yield row(
            title,
            plain,
            "HiGHS (SciPy), model as Church and ReVelle 1974",
            words,
            ours.value - plain,
            is_good,
        )


def by_plain_program(cover, weight, n_sites: int) -> float:
    """Return the optimum by the model as it was published, without any reduction of ours."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, m = cover.n_demands, cover.n_sites
    matrix = sparse.csr_matrix(
        (np.ones(cover.demand_site.size), cover.demand_site, cover.demand_start), (n, m)
    )
    rule = sparse.vstack([sparse.hstack([-matrix, sparse.identity(n)]), np.r_[np.ones(m), np.zeros(n)][None]])
    high = np.r_[np.zeros(n), n_sites]
    result = milp(
        -np.r_[np.zeros(m), weight],
        constraints=LinearConstraint(rule.tocsr(), -np.inf, high),
        integrality=np.r_[np.ones(m), np.zeros(n)],
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    return round(-result.fun, 6)


def closed_forms() -> Iterator[dict]:
    """Rings and lines whose answers can be counted."""
    for n, reach in ((12, 1), (30, 2), (31, 2)):
        apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
        ring = cover_of(np.minimum(apart, n - apart) <= reach)
        least = -(-n // (2 * reach + 1))
        ours = least_sites(ring).cost
        yield row(
            f"ring of {n}, reach {reach}: least sites",
            least,
            "n over 2 r + 1, rounded up",
            ours,
            ours - least,
            ours == least,
        )
    line = np.abs(np.subtract.outer(np.arange(9.0), np.arange(9.0)))
    median = median_sites(line, 1, alone=100.0)
    yield row(
        "line of 9: mean distance of one median",
        20 / 9,
        "sum 2 (1 + 2 + 3 + 4) over 9",
        median.value,
        median.value - 20 / 9,
        abs(median.value - 20 / 9) < 1e-12,
    )
    centre = centre_sites(line, 3)
    yield row(
        "line of 9: three centres",
        1.0,
        "three thirds of three",
        centre.value,
        centre.value - 1.0,
        centre.value == 1.0,
    )


def rows() -> Iterator[dict]:
    yield from closed_forms()
    yield from public_instances()
