"""Networks that several tests use."""

from belfort.study.timeline.durations import Duration, exactly
from belfort.study.timeline.network import Activity, Network

# Hillier and Lieberman, Introduction to Operations Research: the Reliable Construction Company.
RELIABLE = {
    "A": (1, 2, 3, ""),
    "B": (2, 3.5, 8, "A"),
    "C": (6, 9, 18, "B"),
    "D": (4, 5.5, 10, "C"),
    "E": (1, 4.5, 5, "C"),
    "F": (4, 4, 10, "E"),
    "G": (5, 6.5, 11, "D"),
    "H": (5, 8, 17, "EG"),
    "I": (3, 7.5, 9, "C"),
    "J": (3, 9, 9, "FI"),
    "K": (4, 4, 4, "J"),
    "L": (1, 5.5, 7, "J"),
    "M": (1, 2, 3, "H"),
    "N": (5, 5.5, 9, "KL"),
}


def network(table: dict[str, tuple[float, float, float, str]], shape: str = "triangular") -> Network:
    """A network of activities with one letter each."""
    return Network(
        tuple(
            Activity(name, Duration(low, mode, high, "fixed" if low == high else shape), tuple(after))
            for name, (low, mode, high, after) in table.items()
        )
    )


def chain(*durations: Duration) -> Network:
    """Activities one after the other."""
    return Network(
        tuple(Activity(f"a{i}", d, (f"a{i - 1}",) if i else ()) for i, d in enumerate(durations)),
        name="chain",
    )


def abreast(*durations: Duration) -> Network:
    """Activities side by side, and an end that waits for them all."""
    names = tuple(f"a{i}" for i in range(len(durations)))
    acts = tuple(Activity(n, d) for n, d in zip(names, durations, strict=True))
    return Network((*acts, Activity("end", exactly(0.0), names)), name="abreast")
