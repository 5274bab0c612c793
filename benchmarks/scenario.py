"""The command line and the scenario room: CPU seconds a user waits, beside the least they could be."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.row import Row, turn_by_turn

COMMAND = [str(Path(sys.executable).parent / "belfort")]


def cpu_of(arguments: list[str], turns: int) -> tuple[float, float]:
    """Return the median CPU and wall seconds of a command as a process of its own."""
    spent = []
    for _ in range(turns + 1):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        spent.append((cpu_s, time.perf_counter() - start))
    spent = spent[1:]  # the first warms the file cache
    return statistics.median(c for c, _ in spent), statistics.median(w for _, w in spent)


def command_rows(turns: int) -> Iterator[Row]:
    """Whole commands; the peer is a typer program that does nothing, the limit an empty interpreter."""
    empty, _ = cpu_of([sys.executable, "-c", ""], turns)
    bare, _ = cpu_of([sys.executable, "-c", "import typer, rich.console; typer.Typer()"], turns)
    for words, goal in (
        ("--help", 0.3),
        ("check tiny", None),
        ("check benelux", 1.0),
        ("explain benelux", 1.0),
        ("cite benelux", None),
        ("catalogue show nasams", None),
    ):
        cpu_s, wall_s = cpu_of([*COMMAND, *words.split()], turns)
        yield Row(f"belfort {words}", 1, cpu_s, "CPU s", bare, "import typer, rich", empty, wall_s, goal)


def scenario_text(n_units: int) -> str:
    """Return a scenario of many units."""
    head = """belfort = 1
title = "many"
nations = [{ nation = "belgium" }]
[region]
name = "box"
west_deg = 2
south_deg = 49
east_deg = 7
north_deg = 53
[dates]
start = 2030-01-01T00:00:00Z
[[units]]
name = "crc"
system = "crc"
nation = "belgium"
at = [4.7, 50.7]
"""
    row = '[[units]]\nname = "u{0}"\nsystem = "nasams"\nnation = "belgium"\nat = [{1:.4f}, {2:.4f}]\nc2 = "crc"\n'
    return head + "".join(
        row.format(i, 2.2 + 4.5 * (i % 97) / 97, 49.2 + 3.5 * (i % 89) / 89) for i in range(n_units)
    )


def growth_rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    """Resolving at three sizes beside reading the same text into plain tables."""
    import tomli

    from belfort.scenario import parse_scenario

    for n in sizes:
        text = scenario_text(n)
        taken = turn_by_turn(
            {"ours": lambda t=text: parse_scenario(t), "tables": lambda t=text: tomli.loads(t)}, 3
        )
        ours, limit = taken["ours"], taken["tables"]
        yield Row("resolve units", n, ours.cpu_s, "CPU s", None, "", limit.cpu_s, ours.wall_s)


def rows(is_quick: bool = False) -> Iterator[Row]:
    """Yield every measurement."""
    yield from command_rows(3 if is_quick else 7)
    yield from growth_rows((10, 100) if is_quick else (10, 100, 1000))
