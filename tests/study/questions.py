"""A small question for the tests of studies: two guns and a post, three options of which one changes nothing, two pictures."""

import zlib
from dataclasses import replace
from functools import cache

import numpy as np

from belfort.catalogue.figure import Evidence
from belfort.scenario.asked import AskedCriterion
from belfort.scenario.estimate import Estimate
from belfort.scenario.load import parse_scenario
from belfort.scenario.resolved import ResolvedScenario
from belfort.study.performance.kept import Measured
from belfort.study.performance.runs import Cell
from belfort.study.performance.tell import Results

HEAD = """
belfort = 1
title = "Guns for an airport"
summary = "For tests."

[region]
name = "Around Antwerp"
west_deg = 4.0
south_deg = 51.0
east_deg = 5.0
north_deg = 51.5

[dates]
start = 2030-03-01T22:00:00Z
ready = [{ units = "gun-b*", from = 2031-10-01, slip_months = { low = 0, mode = 12, high = 24 } }]

[[assets]]
name = "antwerp-airport"
kind = "airport"
at = "EBAW"
value = 5

[[nations]]
nation = "belgium"
c2 = "post"

[[units]]
name = "post"
system = "crc"
nation = "belgium"
at = "Antwerp"

[[units]]
name = "gun-a"
system = "skyranger-30"
nation = "belgium"
at = "2 km E of EBAW"
c2 = "post"

[[threats.raids]]
name = "night"
title = "Four propeller drones"

[[threats.raids.groups]]
threat = "shahed-136"
count = 4
origins = [{ from = "EBAW", bearing_deg = 70, distance_km = 60 }]
targets = ["antwerp-airport"]
spread_min = 5

[options.as-is]
title = "As it is"

[options.words]
title = "The same in other words"

[options.second]
title = "A second gun"
add = [{ name = "gun-b", system = "skyranger-30", nation = "belgium", at = "2 km N of EBAW", c2 = "post" }]
"""
STUDY = """
[study]
question = "A second gun?"
compare = ["as-is", "words", "second"]
seed = 7
replications = 16
worlds = 2
years = [2029, 2031, 2040]
pictures = [{ name = "one", raid = "night" }, { name = "three", raid = "night", nights = 3 }]
stresses = [{ name = "gone", title = "The first gun is gone", lose = ["gun-a"] }]

[study.money]
first_year = 2027
last_year = 2040

[[study.criteria]]
name = "leakers"
title = "drones that get through"
group = "performance"
measure = "performance.n_leaked"
picture = "one"
worst = 4
best = 0
swing = 100

[[study.criteria]]
name = "cost"
title = "cost over the years"
group = "cost"
measure = "cost.life_cycle"
worst = 2000
best = 0
swing = 0

[[study.criteria]]
name = "jobs"
title = "work at home"
group = "other"
unit = "jobs"
worst = 0
best = 500
swing = { low = 10, mode = 20, high = 40 }
values = { as-is = 0, second = { low = 100, mode = 200, high = 400, source = "MODEL", evidence = "modelling_prior" } }
"""


@cache
def scenario(text: str = HEAD + STUDY) -> ResolvedScenario:
    """Return a scenario of a text."""
    return parse_scenario(text, "guns.toml")


def changed(scenario: ResolvedScenario, **asked) -> ResolvedScenario:
    """Return a scenario with parts of its question replaced."""
    return replace(scenario, asked=replace(scenario.asked, **asked))


def known(low: float, mode: float | None = None, high: float | None = None, *, is_guess=False) -> Estimate:
    """Return an estimate; one number is fixed."""
    evidence = Evidence.MODELLING_PRIOR if is_guess else Evidence.OPENED
    ends = (low, low if mode is None else mode, low if high is None else high)
    shape = "fixed" if ends[0] == ends[2] else "triangular"
    return Estimate(*ends, shape, evidence, "here", ("MODEL",))


def criterion(name: str, values: dict | None = None, **more) -> AskedCriterion:
    """Return a criterion from 0 (worst) to 10 (best) that counts 100 points."""
    told = {
        "title": name,
        "group": "other",
        "unit": "points",
        "measure": None,
        "picture": None,
        "stress": None,
    }
    told |= {"worst": 0.0, "best": 10.0, "curve": (), "swing": known(100.0)} | more
    return AskedCriterion(name=name, values=values or {}, **told)


def measured(worlds: list[list[float]], measure: str = "n_leaked", **more) -> Measured:
    """Return measures whose values are given world by world; `more` holds others by name, in the same shape."""
    values = {
        (m, ""): np.concatenate([np.asarray(w, float) for w in v])
        for m, v in {measure: worlds, **more}.items()
    }
    world = np.concatenate([np.full(len(w), i) for i, w in enumerate(worlds)]).astype(np.int32)
    return Measured(values, world, {})


def results(cells: dict[tuple[str, str], Measured]) -> Results:
    """Return results of options against pictures."""
    return Results({Cell(option, picture): found for (option, picture), found in cells.items()})


def stand_in(situation: ResolvedScenario, question, terrain, worlds=None, progress=None) -> Measured:
    """Return made-up measures that depend on the situation, the question and the luck alone, in place of a raid.

    A gun halves what leaks; more worlds spread it.
    """
    n_guns = sum(u.kind == "fire-unit" for u in situation.units)
    luck = np.random.default_rng(zlib.crc32(question.raid.encode()))
    n_worlds = len(worlds) if worlds is not None else question.n_worlds
    n_each = -(-question.n_replicates // n_worlds)
    world = np.repeat(np.arange(-1, n_worlds, dtype=np.int32), n_each)
    armed = np.full(world.size, 4.0 * question.n_nights)
    spread = 0.0 if worlds is not None else 0.2
    leaked = np.round(armed * 0.5**n_guns * (1.0 + spread * world) * luck.uniform(0.5, 1.5, world.size), 3)
    values = {
        ("n_armed", ""): armed,
        ("n_leaked", ""): leaked,
        ("n_leaked_at", "antwerp-airport"): leaked,
        ("value_hit", ""): 5.0 * leaked,
        ("n_kills", "skyranger-30"): armed - leaked,
        ("defence_eur", ""): 1e5 * n_guns * np.ones(world.size),
        ("attack_eur", ""): 2e5 * np.ones(world.size),
    }
    return Measured(values, world, {("left_after_night_1", "skyranger-30"): 0.5})
