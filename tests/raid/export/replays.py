"""Made-up replays for the tests of this folder: one with a bit of everything, and random ones."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from math import nan, radians

import numpy as np
from hypothesis import strategies as st

from belfort.raid.export import KINDS, ROLES, CastTable, EventTable, FlightTable, Replay
from belfort.records import Provenance
from belfort.scenario import ResolvedScenario, load_scenario
from belfort.scenario.places import Position

PROVENANCE = Provenance("0.1.0", "a" * 64, "b" * 64, 7, datetime(2026, 3, 1, 12, tzinfo=UTC), "belfort raid")
CITY = 'Liège, "the\ncity" <b> & | wharf'
GUNS, MISSILES = "unit.one#2", "Eenheid twee, ’t Zand"


@cache
def scenario(
    units: tuple[str, ...] = (GUNS, MISSILES), assets: tuple[str, ...] = ("antwerp-airport", CITY)
) -> ResolvedScenario:
    """Return the smallest shipped scenario with other units and assets, a few kilometres apart."""
    base = load_scenario("tiny")
    unit, asset = base.units[0], base.assets[0]
    return replace(
        base,
        units=tuple(replace(unit, name=n, position=near(0.01 * i, 0.0)) for i, n in enumerate(units)),
        assets=tuple(
            replace(asset, name=n, position=near(0.0, 0.03 * i), radius_m=1500.0 * (i % 2))
            for i, n in enumerate(assets)
        ),
    )


def near(north_deg: float, east_deg: float) -> Position:
    return Position(radians(51.19 + north_deg), radians(4.46 + east_deg), "")


def events_of(rows) -> EventTable:
    """Return events from rows of (time, kind, threat) and a mapping of what else is said."""
    full = [
        {"unit": "", "effector": "", "n_shots": 0, "until_s": nan, "asset": ""}
        | {"time_s": time_s, "kind": kind, "threat": threat}
        | more
        for time_s, kind, threat, more in rows
    ]
    return table_of(EventTable, full)


def table_of(table_type, rows):
    columns = {
        name: np.array([row[name] for row in rows], dtype=array.dtype)
        for name, array in table_type.empty().columns().items()
    }
    return table_type(**columns)


def flights_of(paths) -> FlightTable:
    """Return flights from a mapping of threat to rows of (time, latitude, longitude in degrees, altitude)."""
    rows = [
        {
            "threat": threat,
            "time_s": t,
            "lat_rad": radians(lat),
            "lon_rad": radians(lon),
            "alt_msl_m": alt,
        }
        for threat, path in paths.items()
        for t, lat, lon, alt in path
    ]
    return table_of(FlightTable, rows)


def cast_of(roles, system="shahed-136", target_class="owa-drone", asset="antwerp-airport") -> CastTable:
    rows = [
        {"threat": threat, "system": system, "role": role, "asset": asset, "target_class": target_class}
        for threat, role in roles.items()
    ]
    return table_of(CastTable, rows)


def night(**changes) -> Replay:
    """Return five threats and two units: a kill after a miss, a leak, a soft kill, a civil aircraft, a single sample."""
    paths = {
        0: [(100.0, 51.6, 5.4, 800.0), (400.0, 51.4, 5.0, 800.0), (700.0, 51.2, 4.6, 150.0)],
        1: [(110.5, 51.0, 5.4, 60.0), (600.0, 51.1, 4.9, 60.0), (900.0, 51.19, 4.46, 0.0)],
        3: [(120.0, 51.5, 4.2, 300.0), (500.0, 51.3, 4.3, 300.0)],
        4: [(0.0, 51.0, 3.6, 9000.0), (1000.0, 51.5, 5.4, 9000.0)],
        7: [(650.0, 51.3, 4.5, 2000.0)],
    }
    rows = [
        (0.0, "start", -1, {}),
        (100.0, "start", 0, {}),
        (200.0, "detected", 0, {"unit": GUNS}),
        (230.0, "identified", 0, {}),
        (300.0, "fired", 0, dict(unit=MISSILES, effector="mistral-3", n_shots=2, until_s=340.0)),
        (340.0, "missed", 0, {"unit": MISSILES, "effector": "mistral-3"}),
        (350.0, "fired", 0, dict(unit=GUNS, effector="kce-30", n_shots=1, until_s=355.25)),
        (355.25, "killed", 0, {"unit": GUNS, "effector": "kce-30"}),
        (365.0, "reloaded", -1, {"unit": GUNS, "n_shots": 1}),
        (400.0, "soft-killed", 3, {"unit": MISSILES}),
        (450.0, "engaged-civil", 4, {"unit": GUNS}),
        (450.0, "fired", 4, dict(unit=GUNS, effector="kce-30", n_shots=1, until_s=460.0)),
        (800.0, "lost", -1, {"unit": MISSILES}),
        (900.0, "leaked", 1, {"asset": CITY}),
        (1000.0, "left", 4, {}),
    ]
    roles = {0: "threat", 1: "threat", 3: "decoy", 4: "civil", 7: "friend"}
    parts = {
        "scenario": scenario(),
        "raid": "drone-night",
        "replicate": 12,
        "title": "One night, of many\nreplicate 12",
        "events": events_of(rows),
        "flights": flights_of(paths),
        "cast": cast_of(roles),
        "provenance": PROVENANCE,
    }
    return Replay(**(parts | changes))


def nothing() -> Replay:
    return night(events=EventTable.empty(), flights=FlightTable.empty(), cast=CastTable.empty())


names = st.text(min_size=1, max_size=12)
times = st.one_of(
    st.integers(-2_000_000, 9_000_000).map(lambda ms: ms / 1000.0), st.floats(-2e3, 9e3), st.floats(0.0, 5.0)
)
places = st.tuples(times, st.floats(-90.0, 90.0), st.floats(-180.0, 360.0), st.floats(-50.0, 3e5))


@st.composite
def events(draw, threats, units, assets):
    time_s, kind = draw(times), draw(st.sampled_from(sorted(KINDS)))
    needs_threat = kind not in ("start", "reloaded", "lost")
    threat = draw(st.sampled_from(threats if needs_threat else (-1, *threats)))
    until_s = (
        draw(st.sampled_from([nan, time_s, time_s + 0.0004, time_s + 31.25])) if kind == "fired" else nan
    )
    more = {
        "unit": draw(st.sampled_from(("", *units))),
        "effector": draw(st.sampled_from(["", "kce-30", "mistral-3", "no, such\\thing"])),
        "n_shots": draw(st.integers(0, 3)),
        "until_s": until_s,
        "asset": draw(st.sampled_from(("", *assets))),
    }
    return time_s, kind, threat, more


@st.composite
def replays(draw) -> Replay:
    """Draw a replay: any names, any times and places, events in any order."""
    units = tuple(draw(st.lists(names, max_size=3, unique=True)))
    assets = tuple(draw(st.lists(names, max_size=2, unique=True)))
    threats = draw(st.lists(st.integers(0, (1 << 24) - 1), max_size=4, unique=True))
    rows = draw(st.lists(events(threats, units, assets), max_size=12)) if threats else []
    paths = {threat: draw(st.lists(places, max_size=4)) for threat in threats}
    roles = {threat: draw(st.sampled_from(sorted(ROLES))) for threat in threats}
    return night(
        scenario=scenario(units, assets),
        title=draw(names),
        raid=draw(names),
        events=events_of(rows),
        flights=flights_of(paths),
        cast=cast_of(roles, draw(names), draw(names), draw(st.sampled_from(("", *assets)))),
    )
