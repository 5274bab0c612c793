"""How fast is the catalogue there? python -m benchmarks.catalogue [--quick] [--json]

Loading beside its limit (reading and parsing the same files, nothing checked) and the same data through
the standard library's own parser into plain dictionaries; then `belfort catalogue list` from a cold
process, beside an empty Python. CPU seconds; `ours_wall` wall seconds.
"""

import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import tomli

from belfort.catalogue import load_catalogue
from belfort.catalogue.load import DATA
from belfort.catalogue.world import draw_world
from benchmarks.row import Row, show, turn_by_turn

FILES = sorted(DATA.rglob("*.toml"))


def parse(loads) -> list[dict]:
    return [loads(path.read_bytes().decode()) for path in FILES]


def loading() -> Iterator[Row]:
    contestants = {
        "ours": load_catalogue,
        "limit": lambda: parse(tomli.loads),
        "tomllib": lambda: parse(tomllib.loads),
    }
    times = turn_by_turn(contestants, turns=5)
    yield Row(
        "load the catalogue",
        len(FILES),
        times["ours"].cpu_s,
        "s",
        times["tomllib"].cpu_s,
        "tomllib into plain dicts, unchecked",
        times["limit"].cpu_s,
        times["ours"].wall_s,
        goal=0.2,
    )


def first_load() -> Iterator[Row]:
    """A process that only loads: with imports and the building of validators."""
    ours = processes([sys.executable, "-c", "from belfort.catalogue import load_catalogue; load_catalogue()"])
    bare = processes([sys.executable, "-c", "import tomli"])
    yield Row("import and load, own process", len(FILES), ours[0], "s", limit=bare[0], ours_wall=ours[1])


def drawing() -> Iterator[Row]:
    catalogue = load_catalogue()
    figures = [c for _, _, c in catalogue.citations() if hasattr(c, "shape")]
    numbers = iter(range(1 << 30))

    def one_world() -> None:
        world = draw_world(catalogue, 1, next(numbers))
        for figure in figures:
            world.of(figure)

    times = turn_by_turn({"ours": one_world}, turns=5)
    yield Row("draw a whole world", len(figures), times["ours"].cpu_s, "s", ours_wall=times["ours"].wall_s)


def listing() -> Iterator[Row]:
    belfort = Path(sys.executable).with_name("belfort")
    start = (
        [str(belfort)]
        if belfort.exists()
        else [sys.executable, "-c", "from belfort.cli.main import main; main()"]
    )
    ours = processes([*start, "catalogue", "list"])
    bare = processes([sys.executable, "-c", "pass"])
    yield Row("belfort catalogue list", len(FILES), ours[0], "s", limit=bare[0], ours_wall=ours[1])


def processes(command: list[str], turns: int = 3) -> tuple[float, float]:
    """Return median CPU and wall seconds of a process."""
    cpu, wall = [], []
    for _ in range(turns):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.perf_counter() - start)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(cpu), median(wall)


def rows(is_quick: bool = False) -> Iterator[Row]:
    yield from loading()
    yield from drawing()
    if not is_quick:
        yield from first_load()
        yield from listing()


if __name__ == "__main__":
    show(rows("--quick" in sys.argv))
