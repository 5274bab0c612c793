"""What a number of looks is worth: closed forms for one threat against one unit.

Shots are independent and alike, p each, q = 1 - p; a look fires a salvo and the next is fired only if the
last failed, which the assessment sees without error. Real shots at one target share causes (weather, crew,
a manoeuvre), so that the true chance lies below these forms. Source: shoot-look-shoot, any text on salvo
models; twin: enumeration in `tests/reference/engagement.py`.
"""

from collections.abc import Sequence
from math import prod


def p_kill_of_shots(p: float, n_shots: int) -> float:
    """Return the chance that at least one of n shots kills: 1 - q^n.

    Raises
    ------
    ValueError
        p is no probability, or the number is negative.
    """
    _check(p, (n_shots,))
    return 1.0 - (1.0 - p) ** n_shots


def p_kill_of_salvos(p: float, salvos: Sequence[int]) -> float:
    """Return the chance of a kill when salvos of these sizes are fired, each only if those before failed."""
    _check(p, salvos)
    return 1.0 - prod((1.0 - p) ** n for n in salvos)


def expected_shots(p: float, salvos: Sequence[int]) -> float:
    """Return how many shots are fired on average: each salvo counts if all before it failed.

    For single shots that is (1 - q^n) / p.
    """
    _check(p, salvos)
    return sum(n * (1.0 - p) ** sum(salvos[:i]) for i, n in enumerate(salvos))


def salvos_of(n_looks: int, n_salvo: int, most_looks: int) -> tuple[int, ...]:
    """Return the salvos that a ladder of looks allows under a doctrine."""
    return (n_salvo,) * min(n_looks, most_looks)


def _check(p: float, salvos: Sequence[int]) -> None:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"p lies between 0 and 1, found {p:g}")
    if any(n < 0 for n in salvos):
        raise ValueError(f"a number of shots is at least 0, found {tuple(salvos)}")
