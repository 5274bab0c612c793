"""`belfort raid`: what happens when we are attacked."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from belfort.cli.completion import option_names, raid_names
from belfort.cli.look import fail, print_json
from belfort.cli.progress import Told, late_bar
from belfort.cli.running import (
    BASE,
    Ground,
    Pictures,
    Threads,
    command_line,
    in_a_sentence,
    provenance_of,
    raid_ground,
    refuse_file,
    situations,
)
from belfort.cli.scenario import Json, Name, load

if TYPE_CHECKING:
    from belfort.raid.model import Outcome, Question
    from belfort.report.coverage_page import PageTable
    from belfort.report.raid_content import Drivers
    from belfort.scenario import ResolvedScenario
    from belfort.terrain import Terrain

EXAMPLES = (
    "Examples:  belfort raid tiny   |   raid benelux --raid ballistic-salvo --option none --option patriot   |   "
    "raid benelux -n 500 --worlds 16 --nights 5 --resupply 0.1 --replay bad"
)
RARE_LEAST = 20_000
"""Replicates of a rare event at least."""
KEPT = "What was finished is kept; choose another place with --out."


def raid(  # noqa: PLR0913
    scenario: Name,
    raid: Annotated[
        str | None,
        typer.Option(
            "--raid", help="Raid or incursion; the first one unless given.", autocompletion=raid_names
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option",
            help="Under this option; repeat it to compare on the same raids and the same luck. 'base': none of them.",
            autocompletion=option_names,
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            "-n", "--replicates", min=1, help="Raids of each option, all worlds together; the study's."
        ),
    ] = None,
    worlds: Annotated[
        int | None,
        typer.Option("--worlds", min=0, help="Draws of what is not known; 0: all at its mode. The study's."),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            min=1e-6,
            help="Leakers: go on until chance leaves the mean, or the difference of two options, within this (95 %).",
        ),
    ] = None,
    nights: Annotated[
        int | None, typer.Option("--nights", min=1, help="Nights in a row; the raid's.")
    ] = None,
    resupply: Annotated[
        float, typer.Option("--resupply", min=0.0, max=1.0, help="Share of a full load brought each day.")
    ] = 0.0,
    then: Annotated[
        list[str] | None,
        typer.Option(
            "--then", help="NIGHT=OPTION: from that night on the force stands as under that option."
        ),
    ] = None,
    policy: Annotated[
        str,
        typer.Option(
            "--policy",
            help="What a free unit takes first: doctrine (what arrives first) or greedy (what saves most).",
        ),
    ] = "doctrine",
    is_independent: Annotated[
        bool, typer.Option("--independent", help="Without what the shots of one night have in common.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="Only units ready by then (2030-03-01), delays at their mode."
        ),
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option(
            "--replay", help="Write one raid for replay: typical, bad, worst, or a replicate's number."
        ),
    ] = None,
    has_drivers: Annotated[
        bool, typer.Option("--drivers", help="Which uncertain values drive the result: many more worlds.")
    ] = False,
    has_rare: Annotated[
        bool,
        typer.Option("--rare", help="The chance of any leaker where it is small, by importance sampling."),
    ] = False,
    has_coordination: Annotated[
        bool, typer.Option("--coordination", help="What assigning targets together is worth, for one volley.")
    ] = False,
    terrain: Ground = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write; belfort-out/<scenario>/raid/<raid> unless given."),
    ] = None,
    has_pictures: Pictures = True,
    is_fresh: Annotated[
        bool, typer.Option("--fresh", help="Run again what an earlier run has finished.")
    ] = False,
    threads: Threads = 2,
    as_json: Json = False,
) -> None:
    """Tell what happens when we are attacked: who leaks and why, what it takes, and how sure that is.

    Raids are simulated many times over, in worlds drawn from what is not known. Writes a page, tables (Parquet,
    CSV) and pictures; finished parts are kept, so that a run that was killed goes on where it was.
    """
    base = load(scenario, as_json=as_json)
    options = situations(base, option)
    options = [_ready(one, as_of) for one in options] if as_of else options
    asked = _question(base, raid, (replicates, worlds, nights), (resupply, then or [], threads), policy)
    asked = replace(asked, is_independent=is_independent)
    folder = out or Path("belfort-out") / base.name / "raid" / asked.raid
    refuse_file(folder)
    from belfort.raid.compiling.stage import RaidError

    with in_a_sentence(folder, RaidError, advice=KEPT), late_bar() as told:
        ground = raid_ground(base, terrain, told)
        outcomes = _run(base, options, asked, ground, None if is_fresh else folder / "parts", told)
        if precision is not None:
            outcomes = _until(base, options, outcomes, precision, ground, folder / "parts", told)
        parts = None if is_fresh else folder / "parts"
        extras = _extras(options, outcomes, ground, (has_drivers, has_rare), parts, told)
        replays = _replay(outcomes[0], ground, replay, folder) if replay else ()
        written = _written(base, outcomes, ground, (*extras, replays), folder, has_pictures, told)
    if as_json:
        from belfort.report.raid_json import plain

        print_json(plain(*written))
        return
    from belfort.cli.raid_telling import print_raid

    print_raid(*written)
    if has_coordination:
        from belfort.cli.raid_telling import print_coordination

        print_coordination(outcomes[0])


def _ready(scenario: "ResolvedScenario", as_of: str) -> "ResolvedScenario":
    """Return a situation with the units that are ready by a day."""
    from belfort.study.timeline import as_it_stands

    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        fail(f"--as-of {as_of}: a day like 2030-03-01")
    return as_it_stands(scenario, day)


def _question(
    base: "ResolvedScenario",
    name: str | None,
    sizes: tuple[int | None, int | None, int | None],
    campaign: tuple[float, list[str], int],
    policy: str,
) -> "Question":
    from belfort.raid.model import Question

    known = [*(r.name for r in base.raids), *(i.name for i in base.incursions)]
    if not known:
        fail(f"{base.name} has no raid and no incursion; write one under [[threats.raids]]", 1)
    chosen = name or known[0]
    n_replicates, n_worlds, n_nights = sizes
    written = next((r.n_nights for r in base.raids if r.name == chosen), 1)
    return Question(
        chosen,
        n_replicates or base.study.replications,
        base.study.worlds if n_worlds is None else n_worlds,
        policy,
        False,
        n_nights or written,
        campaign[0],
        tuple(_then(words) for words in campaign[1]),
        campaign[2],
    )


def _then(words: str) -> tuple[int, str]:
    """Return a night, counted from 0, and an option, from NIGHT=OPTION."""
    night, _, option = words.partition("=")
    if not (night.isdigit() and option):
        fail(f"--then {words}: a night and an option, like 4=second-line")
    return int(night) - 1, option


def _run(
    base: "ResolvedScenario",
    options: "list[ResolvedScenario]",
    asked: "Question",
    ground: "Terrain",
    parts: Path | None,
    told: Told,
) -> "list[Outcome]":
    told("loading the kernels (they are compiled once, in about 20 s)", 0.01)
    from belfort.raid.parts import Parts
    from belfort.raid.run import simulate_raid

    kept = Parts(parts) if parts else None
    outcomes = []
    for i, one in enumerate(options):

        def progress(words: str, share: float, i: int = i, name: str = one.option or BASE) -> None:
            told(f"{name}: {words}", 0.02 + 0.78 * (i + share) / len(options))

        outcomes.append(simulate_raid(one, asked, ground, base=base, parts=kept, progress=progress))
    return outcomes


def _until(
    base: "ResolvedScenario",
    options: "list[ResolvedScenario]",
    pilot: "list[Outcome]",
    precision: float,
    ground: "Terrain",
    parts: Path,
    told: Told,
) -> "list[Outcome]":
    """Return the outcomes with as many replicates as a precision asks for, from those of a first run."""
    from belfort.raid.stopping import needed

    asked = pilot[0].question
    if asked.n_worlds == 0:
        fail("--precision plans replicates over worlds: ask for one world or more with --worlds")
    other = pilot[1] if len(pilot) > 1 else None
    plan = needed(pilot[0], precision, other=other, n_worlds=asked.n_worlds)
    if plan.is_enough:
        return pilot
    wanted = replace(asked, n_replicates=plan.n_each * asked.n_worlds)
    return _run(base, options, wanted, ground, parts, told)


def _extras(
    options: "list[ResolvedScenario]",
    outcomes: "list[Outcome]",
    ground: "Terrain",
    wanted: tuple[bool, bool],
    parts: Path | None,
    told: Told,
) -> "tuple[Drivers | None, PageTable | None]":
    """Return what drives the first option's leakers, and its chance of any leaker where that is small."""
    drivers = rare = None
    asked = outcomes[0].question
    if wanted[0]:
        from belfort.raid.parts import Parts
        from belfort.raid.sensitivity import drivers as drivers_of
        from belfort.report.raid_extras import shown_drivers

        kept = Parts(parts) if parts else None
        found = drivers_of(
            options[0],
            asked,
            ground,
            parts=kept,
            progress=lambda words, share: told(words, 0.8 + 0.08 * share),
        )
        drivers = shown_drivers(found)
    if wanted[1]:
        from belfort.raid.rare import p_rare
        from belfort.report.raid_extras import shown_rare

        told("rare leakers", 0.89)
        seed, n = options[0].study.seed, max(RARE_LEAST, asked.n_replicates)
        rare = shown_rare(p_rare(outcomes[0].at_mode, seed, n, n_threads=asked.n_threads))
    return drivers, rare


def _replay(outcome: "Outcome", ground: "Terrain", which: str, folder: Path) -> tuple[Path, ...]:
    """Write one replicate of the first option for replay."""
    from belfort.raid.compiling.stage import stage_of
    from belfort.raid.export import write_replay
    from belfort.raid.replay import replay_of
    from belfort.raid.replay_pick import pick

    try:
        picked = pick(outcome, int(which) if which.isdigit() else which)
    except ValueError as error:
        fail(f"--replay {which}: {error}")
    stage = stage_of(outcome.scenario, outcome.question.raid, ground)
    values = "mode" if picked.world < 0 else dict(outcome.drawn[picked.world])
    title = f"{outcome.question.raid}, {outcome.option or BASE}: {picked.why}"
    at = (picked.world, picked.replicate)
    made = replay_of(stage, outcome.question, at, values, provenance_of(outcome.scenario), title)
    return write_replay(made, folder / "replay")


def _written(
    base: "ResolvedScenario",
    outcomes: "list[Outcome]",
    ground: "Terrain",
    extras: "tuple[Drivers | None, PageTable | None, tuple[Path, ...]]",
    folder: Path,
    has_pictures: bool,
    told: Told,
) -> Any:
    from belfort.report.raid_content import RaidReport
    from belfort.report.raid_files import write_raid

    named = next((r for r in (*base.raids, *base.incursions) if r.name == outcomes[0].question.raid), None)
    report = RaidReport(
        scenario=base,
        raid=outcomes[0].question.raid,
        title=named.title if named else outcomes[0].question.raid,
        outcomes=tuple(outcomes),
        drivers=extras[0],
        rare=extras[1],
        replays=extras[2],
        terrain=ground,
        command=command_line(),
        provenance=provenance_of(outcomes[0].scenario),
    )
    written = write_raid(
        report,
        folder,
        has_pictures=has_pictures,
        progress=lambda words, share: told(words, 0.9 + 0.1 * share),
    )
    return report, written
