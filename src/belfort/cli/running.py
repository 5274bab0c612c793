"""What the verbs that compute and write a folder share: flags, the situations, the ground, and failing in a sentence."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from belfort.cli.completion import terrain_names
from belfort.cli.look import fail
from belfort.cli.progress import Told
from belfort.cli.scenario import under

if TYPE_CHECKING:
    from belfort.records import Provenance
    from belfort.scenario import ResolvedScenario
    from belfort.terrain import Terrain

BASE = "base"
"""What the situation without any option is called on the command line."""
Ground = Annotated[
    str | None,
    typer.Option(
        "--terrain",
        help="coarse, glo-90, glo-30 or a path, in place of the scenario's.",
        autocompletion=terrain_names,
    ),
]
Pictures = Annotated[bool, typer.Option("--pictures/--no-pictures", help="Whether to draw.")]
Threads = Annotated[int, typer.Option("--threads", min=1, max=256, help="Threads to compute with.")]


def situations(base: "ResolvedScenario", names: Sequence[str] | None) -> "list[ResolvedScenario]":
    """Return the situations to compare, each once: the base where nothing is named."""
    return [under(base, None if name == BASE else name) for name in dict.fromkeys(names or [BASE])]


def raid_ground(base: "ResolvedScenario", elevation: str | None, told: Told) -> "Terrain":
    """Return the ground that raids are flown over; `elevation` in place of the scenario's."""
    from belfort.raid.compiling.stage import MARGIN_M
    from belfort.terrain.load import terrain_for

    told("reading the ground", 0.0)
    return terrain_for(base.region, elevation or base.terrain.elevation, margin_m=MARGIN_M)


def command_line() -> str:
    """Return the command as it was typed."""
    return shlex.join(["belfort", *sys.argv[1:]])


def provenance_of(scenario: "ResolvedScenario") -> "Provenance":
    """Return where what is computed now comes from."""
    from belfort.records import Provenance

    return Provenance.now(
        scenario_hash=scenario.hash,
        catalogue_hash=scenario.catalogue_hash,
        seed=scenario.study.seed,
        command=command_line(),
    )


def refuse_file(folder: Path) -> None:
    """End before the work where the folder cannot be made or written."""
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        what = "no right to write there" if there.is_dir() else f"{there} is a file"
        fail(f"{folder}: cannot be written: {what}. Choose another place with --out.", 1)


@contextmanager
def in_a_sentence(
    folder: Path, *faults: type[Exception], advice: str = "Choose another place with --out."
) -> Iterator[None]:
    """End with 1 and a sentence on a fault of the ground, on one of those given, and on a file that cannot be written.

    An interrupt ends quietly with 130.
    """
    from belfort.terrain import TerrainError

    try:
        yield
    except (*faults, TerrainError) as error:
        fail(str(error), 1)
    except OSError as error:
        place = error.filename or folder
        fail(f"{place}: cannot be written: {error.strerror or error}. {advice}", 1)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
