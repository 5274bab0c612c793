"""The event kernel of a raid beside what can be worked out on paper, and closed forms beside published values."""

from collections.abc import Iterator

from belfort.raid import closed_forms as cf
from tests.raid.closed_cases import Case, cases, findings, n_flying
from verification.row import row

BY_HAND = "closed form"
ERLANG = "Erlang 1917"
SOLAND = "Soland 1987, dynamic programme"


def n_replicates(case: Case) -> int:
    """A million nights of one threat, a million threats and more where many fly."""
    n = n_flying(case)
    if case.name.startswith("saturated"):
        return 100
    return 1_000_000 if n <= 3 else 2_500_000 // n if n <= 100 else 1_000_000 // n


def simulated() -> Iterator[dict]:
    for case in cases():
        n = n_replicates(case)
        source = ERLANG if case.name.startswith("Erlang") else BY_HAND
        for found in findings(case, n):
            words = f"p = {found.off:.2f}" if found.is_odds else f"z = {found.off:+.2f}"
            name = f"{case.name}: {found.name}, {n:,} nights"
            yield row(name, found.expected, source, found.found, words, found.is_good)


def exact(name: str, published: float, source: str, ours: float, digits: int) -> dict:
    """A value beside one that is given to so many decimals."""
    return row(name, published, source, ours, ours - published, abs(ours - published) <= 0.51 * 10.0**-digits)


def on_paper() -> Iterator[dict]:
    leak = cf.barrage(10, 2, 0.8)
    yield exact("barrage, 10 targets, 2 shots each, p .8: P none", 0.6648326, BY_HAND, leak.p_none, 7)
    for name, salvoes, killed, shots in (
        ("S-L-S-L-S", (1, 1, 1), 0.973, 1.39),
        ("S-S-L-S", (2, 1), 0.973, 2.09),
        ("SS-L-SS", (2, 2), 0.9919, 2.18),
    ):
        ours = cf.salvo_doctrine(0.7, salvoes)
        yield exact(f"{name}, p .7: P kill", killed, BY_HAND, ours.p_kill, 4)
        yield exact(f"{name}, p .7: E shots", shots, BY_HAND, ours.n_shots, 2)
    odds = cf.through_layers(100, (0.5, 0.6, 0.7))
    for k, published in enumerate((0.0020549, 0.0131162, 0.0414417, 0.0864103)):
        yield exact(f"three layers .5 .6 .7 against 100: P of {k} leakers", published, BY_HAND, odds[k], 7)
    shared = "dynamic programme, Washburn and Kress 2009"
    yield exact(
        "shared magazine, (10, 12, 2, .7): E leak", 1.724289, shared, cf.shared_magazine(10, 12, 2, 0.7), 6
    )
    yield exact(
        "shared magazine, (20, 16, 3, .6): E leak", 10.4, shared, cf.shared_magazine(20, 16, 3, 0.6), 1
    )
    split = cf.even_split(20, 48, 0.7)
    yield exact("even split, 48 on 20, p .7: E leak", 1.296, BY_HAND, split.mean, 3)
    yield exact("even split, 48 on 20, p .7: P none", 0.2590594, BY_HAND, split.p_none, 7)
    for n_looks, published in enumerate((0.685750, 0.903136, 0.942032), 1):
        ours = cf.multi_look(4, 8, n_looks, 0.7)
        yield exact(f"best fire, 8 on 4, p .7, {n_looks} looks: P none", published, SOLAND, ours, 6)
    prices = cf.prim_read((10, 7, 5, 3, 2), 2.0)
    yield row("Prim-Read, values 10 7 5 3 2, price 2", "4 3 2 1 0", "Prim and Read 1957", " ".join(map(str, prices)),
              0, prices == (4, 3, 2, 1, 0))  # fmt: skip
    yield exact("Hughes salvo, 3 ships of 4 on 2 that stop 3, 2 hits each", 2.0, "Hughes 1995, capped",
                cf.hughes_salvo(3, 4, 2, 3, 2), 6)  # fmt: skip
    yield exact("Erlang loss, 6 channels, load 4", 0.1172, ERLANG, cf.erlang_loss(6, 4.0), 4)


def rows() -> Iterator[dict]:
    yield from on_paper()
    yield from simulated()
