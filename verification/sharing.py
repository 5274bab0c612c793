"""Shares of a joint cost against other programs and textbook games."""

from collections.abc import Iterator

import numpy as np

from belfort.study.cost.nucleolus import nucleolus_shares
from belfort.study.cost.sharing import all_rules, game_of, nucleolus, rules_in_doubt, scrb, shapley
from tests.study.cost.games import TVA, YOUNG, costs, estate, game
from verification.row import row

COOP = "R package CoopGame, its tests"


def compare(name: str, published, source: str, ours, within: float = 5e-4) -> dict:
    expected, got = np.asarray(published, float), np.asarray(ours, float)
    worst = float(np.abs(got - expected).max())
    return row(name, words(expected), source, words(got), worst, worst <= within)


def words(values) -> str:
    return ", ".join(f"{v:.7g}" for v in np.asarray(values))


def worth(n: int, values, **more):
    """Return the nucleolus of a game of worths: that of its mirror image in costs."""
    return -nucleolus_shares(-costs(n, values), n, **more)


def other_programs() -> Iterator[dict]:
    four = [0, 0, 0, 0, 5, 5, 8, 9, 10, 8, 13, 15, 16, 17, 21]
    yield compare("nucleolus, four players", [3.5, 4.5, 5.5, 7.5], COOP, worth(4, four))
    yield compare(
        "nucleolus, three players",
        [8 / 3, 2 / 3, 5 / 3],
        f"Ferguson, Game Theory; {COOP}",
        worth(3, [-1, 0, 1, 3, 4, 2, 5]),
    )
    odd = [2, 6, 5, 15, 1, 18, 14]
    yield compare("nucleolus where nobody may do worse than alone", [2, 7, 5], COOP, worth(3, odd))
    yield compare("prenucleolus of the same", [-1, 13, 2], COOP, worth(3, odd, is_rational=False))
    savings = np.array([15, 20, 55]) - nucleolus_shares(YOUNG, 3, float)
    yield compare("nucleolus per head: savings", [0.667, 1.167, 10.167], f"Young 1985; {COOP}", savings)
    values = [20, 200, 0, 210, 40, 200, 350]
    weight = np.maximum(costs(3, values), 1e-9)
    yield compare(
        "proportional nucleolus", [36.992, 291.667, 21.341], COOP, worth(3, values, weight=weight), 6e-4
    )
    yield compare("Shapley", [9.5, 8, 6.5], COOP, shapley(game(3, [2, 4, 5, 18, 14, 9, 24])))


def textbooks() -> Iterator[dict]:
    talmud = "Talmud, Ketubot 93a; Aumann, Maschler 1985"
    for total, shares in ((100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])):
        ours = -nucleolus_shares(-estate(total, [100, 200, 300]), 3)
        yield compare(f"estate of {total} for claims 100, 200, 300", shares, talmud, ours)
    needs = [1.0, 3.0, 4.0, 9.0]
    airport = game_of("abcd", lambda m: max(needs["abcd".index(x)] for x in m))
    closed = [1 / 4, 1 / 4 + 2 / 3, 1 / 4 + 2 / 3 + 1 / 2, 1 / 4 + 2 / 3 + 1 / 2 + 5]
    yield compare(
        "runway of 1, 3, 4, 9: Shapley", closed, "Littlechild, Owen 1973, closed form", shapley(airport)
    )
    source = "Ransmeier 1942; Straffin, Heaney 1981 (inputs and values from memory, no page opened)"
    yield compare("Tennessee Valley: Shapley", [117829, 100756.5, 193998.5], source, shapley(TVA))
    yield compare("Tennessee Valley: nucleolus", [116234, 93540, 202810], source, nucleolus(TVA))
    yield compare(
        "Tennessee Valley: separable costs, remaining benefits",
        [117476, 99157, 195951],
        source,
        scrb(TVA),
        0.5,
    )


UNITS = {"BE": 9, "NL": 10, "LU": 1}
KEY = {"BE": 2.1, "NL": 3.45, "LU": 0.17}


def benelux(rate: float = 0.92, fixed: float = 350.0, n_nl: int = 10):
    """Return a made-up joint buy: ten systems of BE and LU cost 2,500 million EUR, the rest is assumed."""
    units = {**UNITS, "NL": n_nl}
    power = np.log2(rate)

    def made(n: int) -> float:
        return float((np.arange(1, n + 1) ** power).sum())

    first = (2500 - fixed - 2 * 60 - 45 * 10**0.9) / made(10)

    def cost_of(members) -> float:
        n = sum(units[m] for m in members)
        return fixed + 60 * len(members) + first * made(n) + 45 * n**0.9

    return game_of(tuple(UNITS), cost_of)


def worked_example() -> Iterator[dict]:
    source = "our prototype (assumed inputs)"
    rules = {"by units": list(UNITS.values()), "NATO key": list(KEY.values())}
    published = {
        "equal": (1437, 1437, 1437, 782),
        "by units": (1940, 2155, 216, 14),
        "NATO key": (1582, 2600, 128, 160),
        "separable costs, remaining benefits": (1868, 2051, 392, -162),
        "Shapley": (1876, 2059, 376, -146),
        "nucleolus": (1843, 2025, 442, -213),
    }
    for shares in all_rules(benelux(), rules):
        if shares.rule in published:
            ours = [*shares.share, shares.stability.excess]
            name = f"Benelux buy, {shares.rule}: BE, NL, LU, worst complaint"
            yield compare(name, published[shares.rule], source, ours, 1.0)
    draw = np.random.default_rng(0)
    games = [
        benelux(draw.uniform(0.88, 0.97), draw.uniform(150, 700), int(draw.integers(4, 17)))
        for _ in range(100)
    ]
    stable = {r.rule: round(100 * r.p_stable) for r in rules_in_doubt(games, rules)}
    text = ", ".join(f"{rule} {percent} %" for rule, percent in stable.items())
    yield row(
        "Benelux buy in doubt: nobody has reason to leave in",
        "by units 17 %, NATO key 0 %, last three 100 %",
        source,
        text,
        "-",
        "stated",
    )


def rows() -> Iterator[dict]:
    yield from other_programs()
    yield from textbooks()
    yield from worked_example()
