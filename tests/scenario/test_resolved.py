"""The resolved form: frozen, SI, traced, hashed by what can change a result and by nothing else."""

import dataclasses
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belfort.scenario import Estimate, ResolvedScenario, ResolvedUnit, load_scenario, parse_scenario
from belfort.scenario.compose import example_names
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import canonical_json, plain
from tests.scenario.test_cases import CASES, VALID

CASE = CASES / "valid"
WHOLE = (CASE / "everything-at-once.toml").read_text(encoding="utf8")
SUBJECTS = [*VALID, *example_names()]


def case(name: str) -> ResolvedScenario:
    return load_scenario(CASE / f"{name}.toml")


def unit(scenario: ResolvedScenario, name: str = "battery") -> ResolvedUnit:
    return next(u for u in scenario.units if u.name == name)


def parts(value: Any) -> Iterator[Any]:
    """Yield a value and everything in it."""
    yield value
    inner: Any = ()
    if dataclasses.is_dataclass(value):
        inner = [getattr(value, f.name) for f in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, (tuple, list)):
        inner = value
    for one in inner:
        yield from parts(one)


# frozen


def test_nothing_can_be_changed() -> None:
    scenario = load_scenario("benelux")
    seen = set()
    for part in parts(scenario):
        if dataclasses.is_dataclass(part) and type(part) not in seen:
            seen.add(type(part))
            field = dataclasses.fields(part)[0].name
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(part, field, None)
        elif isinstance(part, Mapping):
            with pytest.raises(TypeError):
                part["new"] = 1  # type: ignore[index]
        assert not isinstance(part, (list, set, bytearray)), part
    assert len(seen) >= 12


# SI, converted by hand


def estimate(value: Estimate) -> tuple[float, float, float]:
    return (value.low, value.mode, value.high)


def test_minutes_kilometres_and_degrees_of_a_raid() -> None:
    group = case("raid-profile").raids[0].groups[0]
    assert (group.start_s, group.spread_s, group.jitter_m) == (720.0, 2700.0, 2500.0)
    assert estimate(group.altitude_m) == (60.0, 100.0, 200.0)
    assert estimate(group.speed_mps) == (52.0, 52.0, 52.0)
    raid = case("raid-waves").raids[0]
    assert (raid.start_s, raid.n_waves, raid.wave_interval_s) == (5400.0, 3, 2400.0)
    route = case("raid-route").raids[0].groups[0].route
    assert [w.after_s for w in route] == [2700.0, None, 10_800.0]
    assert [w.altitude_m for w in route] == [3000.0, None, 100.0]


def test_catalogue_figures_in_other_units() -> None:
    systems = case("raid-plain").systems
    drone = systems["shahed-136"].figures
    written = shipped_catalogue()["shahed-136"].figures
    for low, km_h in zip(estimate(drone["cruise_speed_mps"]), range(3), strict=True):
        figure = written["cruise_speed"]
        assert low == pytest.approx((figure.low, figure.mode, figure.high)[km_h] / 3.6, rel=1e-12)
    assert (written["cruise_speed"].unit, written["range"].unit) == ("km/h", "km")
    assert drone["range_m"].high == 1000 * written["range"].high
    assert written["rcs"].unit == "dBsm"
    assert drone["rcs_m2"].mode == pytest.approx(10 ** (written["rcs"].mode / 10), rel=1e-12)


def test_places_angles_and_sizes() -> None:
    scenario = case("smallest")
    region = scenario.region
    edges = (region.west_rad, region.south_rad, region.east_rad, region.north_rad)
    assert edges == pytest.approx((0.03490658504, 0.85521133348, 0.13962634016, 0.94247779608), rel=1e-10)
    assert case("radius").assets[0].radius_m == 3500.0
    assert unit(case("unit-facing")).facing_rad == pytest.approx(1.30899693900, rel=1e-11)
    position = case("place-by-degrees").assets[0].position
    assert (position.lat_rad, position.lon_rad) == pytest.approx((0.8939471716, 0.0768381203), rel=1e-9)


def test_times_and_dates() -> None:
    assert case("dates-other-zone").start == datetime(2030, 3, 1, 22, tzinfo=UTC)
    battery = unit(case("dates-ready"))
    assert battery.ready_from == date(2029, 6, 1)
    assert battery.ready_slip_s is not None
    assert estimate(battery.ready_slip_s) == (0.0, 15_778_800.0, 63_115_200.0)
    assert unit(case("dates-ready"), "radar-2").ready_from == date(2031, 1, 1)
    assert unit(case("unit-fire-unit")).ready_from is None


def test_figures_of_one_unit() -> None:
    in_minutes = unit(case("unit-figures")).figures["reaction_time_s"]
    assert estimate(in_minutes) == pytest.approx((6.0, 12.0, 30.0))
    assert in_minutes.is_guess
    graded = unit(case("unit-figures-graded")).figures["reaction_time_s"]
    assert (graded.sources, graded.is_guess) == (("Exercise report",), False)
    assert unit(case("unit-mast")).figures["antenna_height_m"].mode == 13.5


# defaults and references


def test_a_fire_unit_has_its_first_radar_and_full_launchers_of_its_first_missile() -> None:
    battery = unit(case("unit-fire-unit"))
    assert battery.sensors == ("gm200-mmc", "eo-ir-tracker")
    (load,) = battery.loads
    assert (load.effector, estimate(load.n_ready)) == ("aim-120c-8", (24.0, 24.0, 24.0))
    assert unit(case("unit-radar")).sensors == ("ghosteye-mr", "eo-ir-tracker")
    assert unit(case("unit-loads-none")).loads == ()


def test_sites_become_units() -> None:
    assert [u.name for u in case("unit-sites").units] == ["battery-1", "battery-2", "battery-3"]


def test_the_chain_of_command_is_linked_both_ways_whatever_else_is() -> None:
    scenario = case("command-chain")
    pairs = {(x.sender, x.receiver): set(x.carries) for x in scenario.network.links}
    for below, above in (("battery", "bottom"), ("bottom", "middle"), ("middle", "top")):
        assert pairs[below, above] == pairs[above, below] == {"tracks", "orders"}
    feed = '[[network.links]]\nfrom = "crc"\nto = "battery"\nmedium = "link-16"\nboth_ways = false\ncarries = ["tracks"]\n'
    text = (CASE / "command-chain-any-order.toml").read_text(encoding="utf8") + feed
    links = parse_scenario(text).network.links
    by_way = {(x.sender, x.receiver, what): x.medium for x in links for what in x.carries}
    assert by_way == {
        ("crc", "battery", "tracks"): "link-16",
        ("crc", "battery", "orders"): "ground-network",
        ("battery", "crc", "tracks"): "ground-network",
        ("battery", "crc", "orders"): "ground-network",
    }


def test_a_superior_that_is_not_there_is_none() -> None:
    scenario = case("option-remove-superior")
    assert unit(scenario).c2 == "crc"
    assert unit(scenario.options["other"]).c2 is None
    added = case("option-commands-what-it-adds")
    assert unit(added).c2 is None
    assert unit(added.options["other"]).c2 == "new-post"


def test_free_is_never_free_against_civil_aircraft() -> None:
    status = case("rules-free").rules.weapons_control
    assert status["owa-drone"] == "free"
    assert status["airliner"] == status["light-aircraft"] == "tight"


def test_a_nation_always_fires_on_its_own_tracks() -> None:
    assert set(case("fire-authority").network.fire) == {
        ("belgium", "belgium"),
        ("netherlands", "netherlands"),
        ("belgium", "netherlands"),
    }


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_every_name_in_a_situation_is_the_name_of_something_there(subject: Any) -> None:
    scenario = load_scenario(subject)
    for situation in (scenario, *scenario.options.values()):
        units = {u.name: u for u in situation.units}
        assets = {a.name for a in situation.assets}
        nations = {n.id for n in situation.nations}
        assert len(units) == len(situation.units)
        for one in situation.units:
            assert one.nation in nations
            assert one.c2 is None or units[one.c2].kind == "c2"
            assert set(one.protects) <= assets
            assert {one.system, *one.sensors, *(x.effector for x in one.loads)} <= set(situation.systems)
        for link in situation.network.links:
            assert {link.sender, link.receiver} <= set(units)
            assert link.sender != link.receiver
            assert link.medium in situation.systems
        for raid in situation.raids:
            for group in raid.groups:
                assert group.threat in situation.systems
                assert set(group.targets) <= assets


# provenance


def origins(scenario: ResolvedScenario) -> list[Estimate]:
    return [part for part in parts(scenario) if isinstance(part, Estimate)]


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_every_figure_traces_to_the_catalogue_the_file_or_a_default(subject: Any) -> None:
    known = set(shipped_catalogue().origins)
    for one in origins(load_scenario(subject)):
        for origin in one.origin.split(" x "):
            kind, _, place = origin.partition(":")
            assert place
            assert kind in ("catalogue", "scenario", "default")
            assert kind != "catalogue" or place in known
        assert one.low <= one.mode <= one.high
        assert one.shape != "fixed" or one.low == one.high


def origin_of(scenario: ResolvedScenario, end: str) -> str:
    return next(e.origin for place, e in scenario.estimates() if place.endswith(end))


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("terrain", "terrain.k_factor", "scenario"),
        ("smallest", "terrain.k_factor", "default"),
        ("rules-identification", "p_civil_taken_hostile", "scenario"),
        ("smallest", "p_civil_taken_hostile", "default"),
        ("raid-decoys", "p_decoy", "scenario"),
        ("raid-decoys-default", "p_decoy", "default"),
        ("raid-plain", "n_threats", "scenario"),
        ("incursion", "n_threats", "default"),
        ("incursion-in-full", "n_threats", "scenario"),
        ("track-sharing", "tracks[1].delay_s", "default"),
        ("track-sharing", "tracks[0].delay_s", "scenario"),
    ],
)
def test_what_the_file_does_not_say_is_marked_default(name: str, place: str, said: str) -> None:
    assert origin_of(case(name), place).startswith(f"{said}:")


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_json_has_only_finite_numbers_and_plain_things(subject: Any) -> None:
    scenario = load_scenario(subject)
    text = json.dumps(plain(scenario), allow_nan=False)
    assert not re.search(r"\b(NaN|Infinity)\b", canonical_json(scenario))
    assert json.loads(text)["start"].endswith("+00:00")
    for number in parts(json.loads(text)):
        assert not isinstance(number, float) or math.isfinite(number)


# the hash


def changed(old: str, new: str) -> ResolvedScenario:
    assert WHOLE.count(old) >= 1, old
    return parse_scenario(WHOLE.replace(old, new, 1), folder=CASE)


BASE = parse_scenario(WHOLE, folder=CASE)
SAME = {
    "comments": ("[region]", "# a comment\n[region] # another"),
    "whitespace": ("west_deg = 2.0", "\n\n   west_deg=2.0\t"),
    "order of keys": ("west_deg = 2.0\nsouth_deg = 49.0", "south_deg = 49.0\nwest_deg = 2.0"),
    "a number": ("west_deg = 2.0", "west_deg = 20e-1"),
    "a whole number": ("west_deg = 2.0", "west_deg = 2"),
    "quotation marks": ('"nasams-belgium"', "'nasams-belgium'"),
    "the same place": ('at = "Antwerp"', 'at = "antwerpen"'),
    "the same point": ("[[10.0, 52.0]]", "[[10, 52]]"),
    "the same system": ('"gm400"', '"GM400"'),
    "the same nation": ('of = "NL"', 'of = "netherlands"'),
    "the same moment": ("2030-03-01T22:00:00Z", "2030-03-01T23:00:00+01:00"),
    "a default that is said": (
        "[study]",
        '[study]\nseed = 1\nuncertain = ["catalogue", "priors", "common-cause", "raid-size"]',
    ),
    "fine weather that is said": ("[study]", "[weather]\nvisibility_km = 23\nnight = false\n\n[study]"),
    "the title": ('title = "Everything at once"', 'title = "Nothing"'),
    "a summary": ("\n[region]", 'summary = "New."\n\n[region]'),
    "an asset's note": ('name = "port"\n', 'name = "port"\nnote = "New."\n'),
    "a unit's note": ('name = "battery"\n', 'name = "battery"\nnote = "New."\n'),
    "a raid's title": ('title = "Drones from the east"', 'title = "Drones"'),
    "what explains it": ("\n[region]", 'about = ["essi"]\n\n[region]'),
    "the author's sources": ("[study]", '[sources]\nmine = "x"\n\n[study]'),
}
DIFFERENT = {
    "region": ("west_deg = 2.0", "west_deg = 2.1"),
    "start": ("22:00:00Z", "22:00:01Z"),
    "asset place": ('kind = "port"\nat = "Antwerp"', 'kind = "port"\nat = "Ghent"'),
    "asset kind": ('kind = "port"', 'kind = "base"'),
    "asset value": ('name = "port"\n', 'name = "port"\nvalue = 2\n'),
    "asset radius": ('name = "port"\n', 'name = "port"\nradius_km = 1\n'),
    "asset people": ('name = "port"\n', 'name = "port"\npopulation = 1\n'),
    "role": ('role = "ally"', 'role = "partner"'),
    "system": ('"nasams-belgium"', '"nasams"'),
    "unit place": ('at = "Brussels"', 'at = "0.001 km N of Brussels"'),
    "reloads": ('name = "battery"\n', 'name = "battery"\nreloads = 1\n'),
    "loads": ('name = "battery"\n', 'name = "battery"\nloads = { aim-9x = 6 }\n'),
    "radar": ('name = "battery"\n', 'name = "battery"\nradar = "trml-4d"\n'),
    "count": ('name = "battery"\n', 'name = "battery"\ncount = 2\n'),
    "posture": ('name = "battery"\n', 'name = "battery"\nposture = "reserve"\n'),
    "mast": ('name = "battery"\n', 'name = "battery"\nmast_m = 20\n'),
    "protects": ('name = "battery"\n', 'name = "battery"\nprotects = ["port"]\n'),
    "superior": ('at = "Antwerp"\nc2 = "crc"\n', 'at = "Antwerp"\n'),
    "site": ('["Ghent", "Mons"]', '["Ghent", "Namur"]'),
    "order of sites": ('["Ghent", "Mons"]', '["Mons", "Ghent"]'),
    "threat": ('"shahed-136"', '"geran-3"'),
    "how many": ("count = 10", "count = 11"),
    "how surely": ("count = 10", "count = { low = 9, mode = 10, high = 11 }"),
    "origin": ("[[10.0, 52.0]]", "[[10.0, 52.001]]"),
    "waves": ('title = "Drones', 'waves = 2\nwave_interval_min = 5\ntitle = "Drones'),
    "incursion": ('threat = "quadcopter"', 'threat = "large-multirotor"'),
    "civil": ("per_hour = 20", "per_hour = 21"),
    "civil route": ('"EBBR", "EHAM"', '"EHAM", "EBBR"'),
    "rain": ("[study]", "[weather]\nrain_mm_h = 1\n\n[study]"),
    "night": ("[study]", "[weather]\nnight = true\n\n[study]"),
    "a jammer": (
        "[study]",
        '[[threats.jammers]]\nname = "x"\nat = "Ghent"\naltitude_m = 0\njam_to_noise_db = 30\n\n[study]',
    ),
    "tracks": ('of = "NL"\nto = ["BE"]', 'of = "BE"\nto = ["NL"]'),
    "doctrine": ('use = ["aim-9x"]', 'use = ["amraam-er"]'),
    "seed": ("[study]", "[study]\nseed = 2"),
    "worlds": ("worlds = 8", "worlds = 9"),
}


@pytest.mark.parametrize("what", SAME)
def test_hash_is_not_changed_by(what: str) -> None:
    again = changed(*SAME[what])
    assert again.hash == BASE.hash
    assert again.options["other"].hash == BASE.options["other"].hash


@pytest.mark.parametrize("what", DIFFERENT)
def test_hash_is_changed_by(what: str) -> None:
    assert changed(*DIFFERENT[what]).hash != BASE.hash


def test_hash_is_changed_by_two_names_that_change_places() -> None:
    text = (CASE / "raid-origins-and-targets.toml").read_text(encoding="utf8")
    text = text.replace('targets = ["port", "airport"]', 'targets = ["port"]')
    swapped = text.replace('name = "port"', 'name = "x"').replace('name = "airport"', 'name = "port"')
    swapped = swapped.replace('name = "x"', 'name = "airport"')
    assert parse_scenario(text).hash != parse_scenario(swapped).hash


def test_hash_is_that_of_the_content_whatever_the_file_is_called(tmp_path: Path) -> None:
    copy = tmp_path / "other.toml"
    copy.write_text(WHOLE, encoding="utf8")
    assert load_scenario(copy).hash == case("everything-at-once").hash


def test_hash_is_the_same_in_every_way_to_write_the_file() -> None:
    whole = case("line-ends-crlf").hash
    assert case("byte-order-mark").hash == whole
    assert len({case(n).hash for n in ("place-by-icao-code", "place-by-iata-code")}) == 1
    assert len({case(n).hash for n in ("place-by-local-name", "place-without-accents")}) == 1


def test_hash_is_the_same_in_every_process() -> None:
    """The order of a set differs from process to process and must not get into it."""
    code = "import sys; from belfort.scenario import load_scenario; print(load_scenario(sys.argv[1]).hash)"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, CASE / "everything-at-once.toml"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {BASE.hash}


def test_an_option_that_changes_nothing_has_the_content_of_the_base() -> None:
    scenario = case("option-nothing")
    other = scenario.options["other"]
    assert other.hash == scenario.hash
    assert other.option == "other"
    assert (other.units, other.network, other.raids) == (scenario.units, scenario.network, scenario.raids)
    assert scenario.with_option(None) is scenario
    assert scenario.with_option("other") is other
    with pytest.raises(KeyError):
        scenario.with_option("absent")


# order


BLOCKS = re.split(r"(?m)^(?=\[)", WHOLE)
TOP, LISTED = (
    [b for b in BLOCKS if not b.startswith(("[[units]]", "[[assets]]"))],
    [b for b in BLOCKS if b.startswith(("[[units]]", "[[assets]]"))],
)


def by_name(scenario: ResolvedScenario) -> dict[str, Any]:
    content = plain(scenario, words=False)
    for kind in ("units", "assets"):
        content[kind] = sorted(content[kind], key=lambda row: row["name"])
    links = content["network"]["links"]
    content["network"]["links"] = sorted(
        links, key=lambda row: (row["sender"], row["receiver"], row["carries"])
    )
    return content


@given(st.permutations(LISTED))
@settings(deadline=None, max_examples=40)
def test_the_order_of_units_and_assets_changes_their_order_and_nothing_else(blocks: list[str]) -> None:
    """The order is kept, as tables show it; every unit, asset and link stays what it is."""
    shuffled = parse_scenario("".join([*TOP, *blocks]), folder=CASE)
    assert by_name(shuffled) == by_name(BASE)
    names = re.findall(r'(?m)^\[\[units\]\]\nname = "([a-z0-9-]+)"', "".join(blocks))
    written = [u.name for u in shuffled.units]
    assert [n for n in names if n != "radar"] == [n for n in written if not n.startswith("radar-")]
    assert by_name(shuffled.options["other"]) == by_name(BASE.options["other"])
    assert shuffled.hash == BASE.hash


SINGLE = [b for b in BLOCKS if re.match(r"\[(region|dates|study)", b)]
ROWS = [b for b in BLOCKS[1:] if b not in SINGLE]


@given(st.permutations(SINGLE), st.lists(st.integers(0, 4), min_size=3, max_size=3))
@settings(deadline=None, max_examples=30)
def test_single_tables_may_stand_anywhere(tables: list[str], spots: list[int]) -> None:
    rows = list(ROWS)
    for table, spot in zip(tables, spots, strict=True):
        rows.insert(spot, table)
    assert parse_scenario("".join([BLOCKS[0], *rows]), folder=CASE).hash == BASE.hash
