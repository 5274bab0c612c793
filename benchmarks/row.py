"""One row a measurement, and how rows are timed and shown."""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured; `None` where there is nothing to say (a peer that is not installed, no goal)."""

    name: str
    size: int
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    limit: float | None = None
    ours_wall: float | None = None
    goal: float | None = None
    is_rate: bool = False
    """Whether more is better."""

    @property
    def ratio(self) -> float | None:
        """How many times faster than the peer."""
        if self.peer is None:
            return None
        return self.ours / self.peer if self.is_rate else self.peer / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the goal was met."""
        if self.goal is None:
            return None
        return self.ours >= self.goal if self.is_rate else self.ours <= self.goal


@dataclass(frozen=True, slots=True)
class Seconds:
    """Medians over the turns of one contestant."""

    cpu_s: float
    wall_s: float


def turn_by_turn(contestants: Mapping[str, Callable[[], object]], turns: int = 7) -> dict[str, Seconds]:
    """Time contestants one after the other, several turns, so that a slow moment meets all of them alike.

    Each runs once before, uncounted (compile, first touch of memory). A turn repeats a contestant until it
    has taken 20 ms, and counts one run.
    """
    repeats = {name: _repeats(run) for name, run in contestants.items()}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(turns):
        for name, run in contestants.items():
            cpu_s, wall_s = time.process_time(), time.perf_counter()
            for _ in range(repeats[name]):
                run()
            spent = time.process_time() - cpu_s, time.perf_counter() - wall_s
            taken[name].append((spent[0] / repeats[name], spent[1] / repeats[name]))
    return {
        name: Seconds(*(statistics.median(column) for column in zip(*pairs, strict=True)))
        for name, pairs in taken.items()
    }


def _repeats(run: Callable[[], object]) -> int:
    run()
    start_s = time.perf_counter()
    run()
    return max(1, round(0.02 / max(time.perf_counter() - start_s, 1e-7)))


def show(rows: Iterable[Row], argv: list[str] | None = None) -> None:
    """Print rows as a table, or as JSON where --json is among the arguments."""
    found = [_content(row) for row in rows]
    if "--json" in (sys.argv if argv is None else argv):
        print(json.dumps(found, indent=1))
        return
    heads = HEADS
    lines = [heads, *([_cell(row[head]) for head in heads] for row in found)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


HEADS = ["name", "size", "ours", "ours_wall", "peer", "peer_name", "limit", "unit", "ratio", "goal", "met"]


def _content(row: Row) -> dict[str, object]:
    return {**asdict(row), "ratio": row.ratio, "met": row.met}


def page(rows: Iterable[Row]) -> str:
    """Return docs/performance.md: the rows as a table, and the machine they were measured on."""
    found = [_content(row) for row in rows]
    table = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    table += ["| " + " | ".join(_cell(row[head]) for head in HEADS) + " |" for row in found]
    head = [
        "# Performance",
        "",
        "Made by `scripts/bench --page`: ours, a peer's and the limit, timed turn by turn in one run, medians. A ratio above one",
        "means faster than the peer. The limit is the least the task could cost on the same machine: writing the memory, parsing",
        "the same text into plain tables, or an empty interpreter.",
        "",
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores.",
        "",
    ]
    return "\n".join([*head, *table]) + "\n"


def _cell(value: object) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "NO"
        case float():
            return f"{value:.3g}" if abs(value) < 1e4 else f"{value:.2e}"
    return str(value)
