"""Each rule is shown a planted fault and must name it, and nothing else."""

from collections import Counter
from datetime import date
from typing import NamedTuple

import pytest

from belfort.catalogue import lint, load_catalogue

TODAY = date(2027, 1, 1)
FIGURE = """
[figures.{name}]
id = "F9001"
low = 1
mode = 2
high = 3
unit = "{unit}"
shape = "triangular"
sources = ["{source}"]
evidence = "{evidence}"
as_of = "2026-11"
"""


def figure(name: str, unit: str = "km", source: str = "GK", evidence: str = "general_knowledge") -> str:
    return FIGURE.format(name=name, unit=unit, source=source, evidence=evidence)


class Plant(NamedTuple):
    """An edit of a file, and the one fault it must lead to."""

    file: str
    old: str
    new: str
    place: str
    message: str
    named: str = ""
    level: str = "fault"


RADAR, PATRIOT, NATION = "sensor/gm200-mmc.toml", "fire-unit/patriot.toml", "nation/belgium.toml"
PLANTS = {
    "unknown source": Plant(
        RADAR,
        'sources = ["fob-gm200"]',
        'sources = ["fob-gm20"]',
        "figures.instrumented_range",
        "unknown source",
    ),
    "uncited reference": Plant(
        "references.toml",
        "",
        '\n[nobody]\ntitle = "A page"\nkind = "press"\n',
        "nobody",
        "nobody",
        level="warning",
    ),
    "duplicate number": Plant(RADAR, '"F0243"', '"F0244"', "figures.", "the number F0244 is taken by"),
    "duplicate alias": Plant(
        RADAR,
        'aliases = ["',
        'aliases = ["NASAMS-", "',
        "id",
        "already means 'gm200-mmc'",
        "fire-unit/nasams.toml",
    ),
    "two words for one thing": Plant(
        "sensor/approach-radar.toml",
        "",
        figure("aircraft_detection_range") + figure("detection_range_aircraft").replace("F9001", "F9002"),
        "figures.detection_range_aircraft",
        "means the same as 'aircraft_detection_range'",
    ),
    "a fact beside its prior": Plant(
        PATRIOT,
        "",
        figure("reaction_time", "s"),
        "figures.reaction_time",
        "too; keep one",
        "prior/patriot-timing.toml",
    ),
    "about nobody": Plant(
        NATION, 'about = ["nasams"]', 'about = ["nasam"]', ".about", "Did you mean 'nasams'"
    ),
    "radar unknown": Plant(
        PATRIOT, "radars = [", 'radars = ["mpq-99", ', "radars[0]", "unknown entry 'mpq-99'"
    ),
    "radar of another kind": Plant(
        PATRIOT, "radars = [", 'radars = ["patriot", ', "radars[0]", "is of kind fire-unit"
    ),
    "camera among radars": Plant(
        PATRIOT, "radars = [", 'radars = ["eo-ir-tracker", ', "radars[0]", "belongs to the other list"
    ),
    "load unknown": Plant(
        "aircraft/f-16.toml", 'effector = "', 'effector = "x-', "loads[0].effector", "unknown entry 'x-"
    ),
    "load without number": Plant(
        "aircraft/f-16.toml",
        'figure = "alert_missiles"',
        'figure = "pylons"',
        "loads[0].figure",
        "no figure 'pylons'",
    ),
    "command of another kind": Plant(PATRIOT, 'c2 = "', 'c2 = "belgium" # "', "c2", "is of kind nation"),
    "prior about nobody": Plant(
        "prior/links.toml",
        'applies_to = ["',
        'applies_to = ["link-99", "',
        "applies_to[0]",
        "unknown entry 'link-99'",
    ),
    "nation operates a nation": Plant(
        NATION, 'system = "nasams"', 'system = "norway"', "operates[0].system", "is of kind nation"
    ),
    "nation operates without citation": Plant(
        NATION, 'per = "nasams_status"', 'per = "hearsay"', "operates[0].per", "'hearsay'"
    ),
    "buyer is no nation": Plant(
        "deal/germany-iris-t-slm.toml",
        'buyers = ["germany"]',
        'buyers = ["patriot"]',
        "buyers[0]",
        "this needs nation",
    ),
    "deal about nothing": Plant(
        "deal/germany-iris-t-slm.toml",
        'system = "iris-t-slm"',
        'system = "iris"',
        "system",
        "unknown entry 'iris'",
    ),
    "member unknown": Plant(
        "programme/quick-reaction-alert.toml",
        '["belgium"',
        '["belgum"',
        "members[0]",
        "Did you mean 'belgium'",
    ),
    "threat measured is none": Plant(
        "effectiveness/ukraine-kalibr.toml",
        'threats = ["',
        'threats = ["nasams", "',
        "threats[0]",
        "needs threat",
    ),
    "decoy of a sensor": Plant(
        "threat/gerbera.toml", 'decoy_of = "', 'decoy_of = "gm200" # "', "decoy_of", "needs threat"
    ),
    "like another kind": Plant(
        "fire-unit/nasams-battery-norway.toml",
        "summary",
        'like = "gm200"\nsummary',
        "like",
        "must be another fire-unit",
    ),
    "wrong dimension": Plant(
        RADAR, 'unit = "km"', 'unit = "s"', "figures.instrumented_range.unit", "parameters.toml says length"
    ),
    "incomplete": Plant(
        RADAR,
        "figures.update_interval",
        "figures.turn",
        "figures.update_interval",
        "marked simulated but lacks",
    ),
    "kill probability missing": Plant(
        "soft-kill/portable-jammer.toml", ', "helicopter"]', "]", "cannot_engage", "no p_kill_helicopter"
    ),
    "kill probability too many": Plant(
        "interceptor/pac-3-mse.toml",
        'cannot_engage = ["',
        'cannot_engage = ["bomber", "',
        "cannot_engage",
        "'bomber'",
    ),
    "no ballistic reach": Plant(
        "interceptor/pac-3-mse.toml",
        "figures.max_range_ballistic",
        "figures.max_range_other",
        "figures.max_range_ballistic",
        "ballistic and aeroballistic",
    ),
    "prior among facts": Plant(
        RADAR,
        "",
        figure("operator_reaction", "s", "MODEL", "modelling_prior"),
        "figures.operator_reaction",
        "a modelling prior among facts",
    ),
    "in part, of what": Plant(RADAR, 'seen = "MH"\n', "", "figures.deployment_time.evidence", "`seen`"),
    "opened nothing": Plant(
        RADAR,
        'sources = ["fob-gm200"]',
        'sources = ["GK"]',
        "figures.instrumented_range.evidence",
        "needs a page",
    ),
    "prior without its source": Plant(
        RADAR, 'sources = ["MODEL"]', 'sources = ["fob-gm200"]', "figures.reference_range", "must cite MODEL"
    ),
    "guess without its source": Plant(
        RADAR,
        'sources = ["GK"]',
        'sources = ["fob-gm200"]',
        "weapon_coordination_range.evidence",
        "must cite GK",
    ),
    "from the future": Plant(
        RADAR, 'as_of = "2024-04"', 'as_of = "2031-04"', "instrumented_range.as_of", "not come"
    ),
    "no price year": Plant(
        RADAR,
        "year_from = 2019, year_to = 2019, ",
        "",
        "figures.unit_cost.price",
        "no price year",
        level="note",
    ),
    "no currency": Plant(
        RADAR,
        '"million EUR"\nshape = "lognormal"\nprice = { currency = "EUR"',
        '"million XXX"\nshape = "lognormal"\nprice = { currency = "XXX"',
        "figures.unit_cost.price",
        "states no currency",
        level="note",
    ),
    "backwards": Plant(
        RADAR, "low = 400", "low = 401", "figures.instrumented_range", "need low <= mode <= high"
    ),
    "unknown unit": Plant(
        RADAR, 'unit = "km"', 'unit = "nmi"', "figures.instrumented_range", "unknown unit 'nmi'"
    ),
    "unknown field": Plant(
        NATION, 'iso = "BE"', 'iso = "BE"\ncapital = "Brussels"', "capital", "Extra inputs", level="fault"
    ),
    "cause of more than everything": Plant(
        "causes.toml", "everywhere = 0.1", "everywhere = 0.9", "performance", "0 to 1"
    ),
    "unknown cause": Plant(
        "parameters.toml",
        'cause = "network"',
        'cause = "weather"',
        "link_delay.cause",
        "unknown cause 'weather'",
    ),
}
TAKES_AN_ENTRY_OUT = {"unknown field", "backwards", "unknown unit"}
"""Plants after which links to the refused entry break too; only the file planted in is looked at."""


@pytest.fixture(scope="module")
def before(catalogue):
    return Counter(lint(catalogue, TODAY))


def test_the_shipped_catalogue_has_no_fault_and_no_warning(catalogue):
    assert [str(f) for f in lint(catalogue, TODAY) if f.level != "note"] == []


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_a_planted_fault_is_named(plant, copy, edit, before, request):
    edit(plant.file, plant.old, plant.new)
    found = list((Counter(lint(load_catalogue(copy, strict=False), TODAY)) - before).elements())
    name = request.node.callspec.id
    if name in TAKES_AN_ENTRY_OUT:
        found = [f for f in found if f.file == plant.file]
    assert len(found) == 1, [str(f) for f in found]
    fault = found[0]
    assert fault.file == (plant.named or plant.file) or name == "duplicate number"
    assert plant.place in fault.place
    assert plant.message in fault.message
    assert fault.level == plant.level


def test_without_a_date_the_future_is_not_looked_at(copy, edit):
    edit(RADAR, 'as_of = "2024-04"', 'as_of = "2031-04"')
    assert not [f for f in lint(load_catalogue(copy, strict=False)) if "not come" in f.message]


def test_faults_come_first_and_in_order(catalogue):
    levels = [f.level for f in lint(catalogue, date(2020, 1, 1))]
    assert levels == sorted(levels, key=("fault", "warning", "note").index)
    assert "fault" in levels
