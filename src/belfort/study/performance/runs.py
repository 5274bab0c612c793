"""Every raid of a study: options times pictures, then under stresses, then the force as it stands at dates.

Two situations that resolve to the same are run once: options are alike until the first of their units comes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from belfort.numeric.jit import source_digest
from belfort.raid.compiling.worlds import draw
from belfort.raid.model import Question
from belfort.raid.parts import Parts, run_key
from belfort.raid.run import simulate_raid
from belfort.raid.sensitivity import guesses_of
from belfort.scenario.asked import AskedPicture, AskedStress
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.performance.kept import Measured, load, measured, save
from belfort.study.performance.stress import under_stress
from belfort.study.settings import Setting
from belfort.terrain import Terrain

Progress = Callable[[str, float], None]
MID_YEAR = (7, 1)
"""Month and day at which a year's force is looked at."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of the study."""

    option: str
    picture: str
    stress: str = ""
    year: int = 0
    is_without_guesses: bool = False
    """Every guess at its mode: what is left of the variance then does not rest on guesses."""


@dataclass(frozen=True)
class Plan:
    """A cell and what it takes."""

    cell: Cell
    scenario: ResolvedScenario
    question: Question
    n_worlds: int

    def key(self, terrain: Terrain) -> str:
        """Return the name of its result: a digest of all that it depends on, the program's text included."""
        q = self.question
        asked = (q.raid, q.n_replicates, q.n_worlds, q.n_nights, q.resupply_share, q.policy, q.n_at_mode)
        ground = (terrain.frame.crs, terrain.frame.shape, terrain.sources, float(terrain.height_msl_m.sum()))
        digest = source_digest(Path(__file__))
        return run_key(self.scenario.hash, asked, ground, digest, self.cell.is_without_guesses)


def plans(
    options: Mapping[str, ResolvedScenario],
    pictures: Sequence[AskedPicture],
    stresses: Sequence[AskedStress],
    dated: Mapping[tuple[str, int], ResolvedScenario],
    setting: Setting,
    n_threads: int = 2,
) -> list[Plan]:
    """Return every run of a study, in the order in which they are run: raid by raid.

    What a raid's worlds have in common under all options is kept for a while only, so all that is asked of a raid comes
    together.

    Stresses, dates and the share of guesses are looked at in single nights: campaigns would cost more than all else.

    Parameters
    ----------
    options
        Situations by name, the reference first.
    pictures
        Threat pictures.
    stresses
        Blows to the defence.
    dated
        The force as it stands, by option and year.
    setting
        How much is computed.
    n_threads
        Changes no result.
    """
    sizes = (setting.n_replicates, setting.n_worlds)
    found: list[Plan] = []
    raids = dict.fromkeys(p.raid for p in pictures)
    for picture in (p for raid in raids for p in pictures if p.raid == raid):

        def plan(cell: Cell, scenario: ResolvedScenario, picture: AskedPicture = picture) -> None:
            found.append(_plan(cell, scenario, picture, sizes, n_threads))

        for name, one in options.items():
            plan(Cell(name, picture.name), one)
        if picture.n_nights > 1:
            continue
        if setting.has_guesses and setting.n_worlds > 1:
            for name, one in options.items():
                plan(Cell(name, picture.name, is_without_guesses=True), one)
        for stress in stresses:
            for name, one in options.items():
                plan(Cell(name, picture.name, stress.name), under_stress(one, stress))
        for (name, year), one in dated.items():
            plan(Cell(name, picture.name, "", year), one)
    return found


def _plan(
    cell: Cell, scenario: ResolvedScenario, picture: AskedPicture, sizes: tuple[int, int], n_threads: int
) -> Plan:
    n_replicates, n_worlds = sizes
    question = Question(
        picture.raid,
        n_replicates,
        n_worlds,
        n_nights=picture.n_nights,
        resupply_share=picture.resupply_share,
        n_threads=n_threads,
        n_at_mode=ceil(n_replicates / max(n_worlds, 1)),
    )
    return Plan(cell, scenario, question, n_worlds)


def mid_year(year: int) -> date:
    """Return the day at which a year's force is looked at."""
    return date(year, *MID_YEAR)


def run(
    found: Sequence[Plan], terrain: Terrain, folder: Path | None, progress: Progress
) -> Iterator[tuple[Cell, Measured]]:
    """Run what has not been run, and yield every cell with its measures.

    Parameters
    ----------
    found
        From `plans`.
    terrain
        The ground.
    folder
        Where results are kept; None: nowhere.
    progress
        Called with words and the share done.
    """
    done: dict[str, Measured] = {}
    kept = Parts(folder) if folder is not None else None
    for i, plan in enumerate(found):
        key = plan.key(terrain)
        if key not in done:
            known = load(kept, key) if kept else None
            done[key] = known or _run(plan, terrain, lambda w, s, i=i: progress(w, (i + s) / len(found)))
            if kept and known is None:
                save(kept, key, done[key])
        progress(_words(plan.cell), (i + 1) / len(found))
        yield plan.cell, done[key]


def _run(plan: Plan, terrain: Terrain, progress: Progress) -> Measured:
    words = _words(plan.cell)
    worlds = _without_guesses(plan) if plan.cell.is_without_guesses else None
    outcome = simulate_raid(
        plan.scenario,
        plan.question,
        terrain,
        worlds=worlds,
        progress=lambda _words, share: progress(words, share),
    )
    return measured(outcome)


def _without_guesses(plan: Plan) -> list[dict[str, float]]:
    """Return the worlds with every guess at its mode."""
    guesses = guesses_of(plan.scenario)
    catalogue = shipped_catalogue()
    return [draw(plan.scenario, catalogue, number) | guesses for number in range(plan.n_worlds)]


def _words(cell: Cell) -> str:
    more = f", {cell.stress}" if cell.stress else f", {cell.year}" if cell.year else ""
    return f"{cell.option}: {cell.picture}{more}"
