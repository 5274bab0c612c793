"""The raid's event kernel in C, compiled when it is asked for: the limit that the benchmark measures against.

The header with structs, constants and the order of arrays is written from the numpy dtypes and the bundles that the
kernel in Python takes, so that the two can never read a record differently.
"""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

from belfort.raid import layout
from belfort.raid.kernels import chance as streams
from belfort.raid.kernels import tables
from belfort.raid.kernels.tables import (
    Chance,
    Counts,
    Doing,
    Force,
    Held,
    Net,
    Plan,
    Scene,
    Senses,
    Ways,
    Work,
)

SOURCE = Path(__file__).with_name("raid_twin.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-std=c99", "-shared", "-fPIC")
RECORDS = [
    "LANE", "GROUP", "SEGMENT", "SENSOR", "NODE", "LINK", "UNIT", "WEAPON", "SLOT", "THREAT", "ENTRY", "UNIT_WORK",
    "WEAPON_WORK", "ENGAGEMENT", "EVENT",
]  # fmt: skip
C_TYPE = {"f8": "double", "i8": "int64_t", "i4": "int32_t", "i2": "int16_t", "u1": "uint8_t"}
BUNDLES = {
    "scene": Scene, "senses": Senses, "net": Net, "force": Force, "chance": Chance, "counts": Counts,
    "held": Held, "ways": Ways, "doing": Doing,
}  # fmt: skip


def c_type(dtype: np.dtype) -> str:
    """Return the name of a dtype in C."""
    if dtype.names:
        return next(name for name in RECORDS if getattr(layout, name) == dtype)
    return C_TYPE[dtype.str[1:]]


def struct(name: str, dtype: np.dtype) -> str:
    """Return a record as a struct; gcc checks that it is as long and lies as it does in numpy."""
    fields = " ".join(f"{c_type(dtype[field])} {field};" for field in dtype.names or ())
    places = [f"offsetof({name}, {field}) == {dtype.fields[field][1]}" for field in dtype.names or ()]  # type: ignore[index]
    held = " && ".join([f"sizeof({name}) == {dtype.itemsize}", *places])
    return f"typedef struct {{ {fields} }} {name};\ntypedef char {name}_is_as_in_numpy[{held} ? 1 : -1];"


def arrays(plan: Plan, chance: Chance, counts: Counts, work: Work) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every array with its name, in the order of the header; the log is left out."""
    given = {
        **dict(zip(("scene", "senses", "net", "force"), plan, strict=False)),
        "chance": chance,
        "counts": counts,
    }
    given |= dict(zip(("held", "ways", "doing"), work, strict=True))
    for bundle, values in given.items():
        for field, array in zip(BUNDLES[bundle]._fields, values, strict=True):
            yield f"{bundle}_{field}", array
    yield from (("plan_late", plan.late), ("plan_near", plan.near), ("plan_bin_s", plan.bin_s))


def constants() -> Iterator[str]:
    """Yield the numbers that both programs share."""
    for module in (layout, tables):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, int):
                yield f"#define {name} {value}"
    for purpose in ("SCENE", "CONFIRM", "KILL", "SENSOR", "LINK", "NODE", "UNIT", "HIT", "TILT"):
        yield f"#define P_{purpose} {getattr(streams, purpose)}u"
    yield f"#define FINE {streams.FINE}"


def header(named: list[tuple[str, np.ndarray]]) -> str:
    """Return raid_twin.h."""
    lines = ["#include <stddef.h>", *constants(), *(struct(name, getattr(layout, name)) for name in RECORDS)]
    lines += ["typedef struct {"]
    lines += [f"  {c_type(array.dtype)} *{name}; int64_t n_{name}[3];" for name, array in named]
    lines += ["  double p_hit; int64_t policy;", "} ALL;"]
    lines += ["static void unpack(void *const *arrays, const int64_t *shapes, ALL *a) {"]
    for i, (name, _) in enumerate(named):
        lines += [f"  a->{name} = arrays[{i}];"]
        lines += [f"  for (int i = 0; i < 3; i++) a->n_{name}[i] = shapes[{3 * i} + i];"]
    return "\n".join([*lines, "}", ""])


@cache
def compiler() -> str | None:
    """Return the C compiler, None where there is none."""
    return shutil.which("gcc") or shutil.which("cc")


@cache
def library(text: str) -> ctypes.CDLL:
    """Compile the twin with this header, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "raid_twin.h").write_text(text, "utf8")
        target = str(Path(folder, "raid_twin.so"))
        command = [compiler() or "cc", *FLAGS, f"-I{folder}", "-o", target, str(SOURCE), "-lm"]
        subprocess.run(command, check=True)
        found = ctypes.CDLL(target)
    found.run_nights.restype = ctypes.c_int64
    return found


def run_nights_in_c(
    seed: tuple[int, int],
    night: int,
    plan: Plan,
    chance: Chance,
    counts: Counts,
    work: Work,
    tilting: tuple[float, float],
) -> int:
    """Do what `run_nights` does, without a log."""
    return prepared(seed, night, plan, chance, counts, work, tilting)()


def prepared(
    seed: tuple[int, int],
    night: int,
    plan: Plan,
    chance: Chance,
    counts: Counts,
    work: Work,
    tilting: tuple[float, float],
) -> Callable[[], int]:
    """Return the call with its arguments packed: what is timed is C alone. ctypes lets other threads run meanwhile."""
    named = list(arrays(plan, chance, counts, work))
    assert all(array.flags.c_contiguous for _, array in named)
    found = library(header(named))
    shapes = np.ones((len(named), 3), np.int64)
    for row, (_, array) in zip(shapes, named, strict=True):
        row[: array.ndim] = array.shape
    pointers = (ctypes.c_void_p * len(named))(*(array.ctypes.data for _, array in named))
    seeds, tilts = np.array(seed, np.int64), np.array(tilting)

    def run() -> int:
        return int(
            found.run_nights(
                ctypes.c_void_p(seeds.ctypes.data),
                ctypes.c_int64(night),
                pointers,
                ctypes.c_void_p(shapes.ctypes.data),
                ctypes.c_double(plan.p_hit),
                ctypes.c_int64(plan.policy),
                ctypes.c_void_p(tilts.ctypes.data),
            )
        )

    run.keeps = named  # type: ignore[attr-defined]
    return run
