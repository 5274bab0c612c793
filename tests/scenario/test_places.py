"""Where things are: the gazetteer against known coordinates, offsets against GeographicLib."""

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from belfort.scenario.places import (
    COMPASS,
    GAZETTEER,
    UnknownPlaceError,
    fold,
    from_degrees,
    gazetteer,
    look_up,
    offset,
)

WGS84 = Geod(ellps="WGS84")
AIRPORTS = {  # published aerodrome reference points
    "EBBR": (50.9014, 4.4844),
    "EBCI": (50.460, 4.453),
    "EBLG": (50.637, 5.443),
    "EBAW": (51.189, 4.460),
    "EBOS": (51.199, 2.862),
    "EBBL": (51.168, 5.470),
    "ELLX": (49.623, 6.204),
    "EHAM": (52.308, 4.764),
    "EHRD": (51.957, 4.437),
    "EHEH": (51.450, 5.374),
    "EDDF": (50.033, 8.570),
    "EDDL": (51.281, 6.757),
    "LFPG": (49.010, 2.548),
    "EGLL": (51.471, -0.460),
    "EPWA": (52.166, 20.967),
    "EFHK": (60.317, 24.963),
    "LSZH": (47.458, 8.548),
    "LEMD": (40.472, -3.561),
    "LIRF": (41.800, 12.239),
    "ESSA": (59.652, 17.919),
}
ALIASES = {
    "Antwerp": ("antwerp", "ANTWERPEN", "Anvers"),
    "Liège": ("liege", "Luik", "LIÈGE"),
    "Brussels": ("Bruxelles", "Brussel"),
    "EBBR": ("BRU", "brussels airport", "Zaventem airport"),
    "Gdańsk": ("Gdansk",),
    "Łódź": ("Lodz", "łódź"),
    "Aarhus": ("Århus",),
    "Cologne": ("Köln", "koln"),
}


def rows() -> list[dict[str, str]]:
    with GAZETTEER.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_in_range() -> None:
    for row in rows():
        assert 27 <= float(row["lat_deg"]) <= 72, row
        assert -25 <= float(row["lon_deg"]) <= 61, row
        assert row["kind"] in ("city", "airport", "port", "base", "site"), row
        assert len(row["country"]) == 2, row
        assert row["source"], row
        assert int(row["population"] or 0) >= 0, row


def test_names_codes_and_aliases_are_unique_when_folded() -> None:
    seen: dict[str, str] = {}
    for row in rows():
        spellings = {fold(n) for n in (row["name"], row["code"], *row["aliases"].split("|")) if n}
        assert "" not in spellings
        for name in spellings:
            assert name not in seen, f"{name}: {row['name']} and {seen[name]}"
            seen[name] = row["name"]
    assert len(seen) == len(gazetteer())


@pytest.mark.parametrize("code", AIRPORTS)
def test_airport_is_where_it_is_published(code: str) -> None:
    lat_deg, lon_deg = AIRPORTS[code]
    found = look_up(code)
    assert WGS84.inv(found.lon_deg, found.lat_deg, lon_deg, lat_deg)[2] < 1500


@pytest.mark.parametrize(("name", "alias"), [(n, a) for n, names in ALIASES.items() for a in names])
def test_alias_is_the_same_place(name: str, alias: str) -> None:
    assert look_up(alias) == look_up(name)


def test_every_place_is_found_by_its_own_name() -> None:
    names = {p.name for p in gazetteer().values()}
    assert len(names) > 1000
    assert {name: label for name in names if (label := look_up(name).label) != name} == {}


@given(
    st.floats(-80, 80),
    st.floats(-179, 179),
    st.floats(0, 360),
    st.floats(0, 19_900),
    st.sampled_from(["", "x"]),
)
def test_offset_agrees_with_geographiclib(
    lat_deg: float, lon_deg: float, bearing_deg: float, distance_km: float, label: str
) -> None:
    found = offset(from_degrees(lon_deg, lat_deg), bearing_deg, distance_km, label)
    lon, lat, _ = WGS84.fwd(lon_deg, lat_deg, bearing_deg, 1e3 * distance_km)
    assert WGS84.inv(found.lon_deg, found.lat_deg, lon, lat)[2] < 0.01


@pytest.mark.parametrize(("i", "point"), list(enumerate(COMPASS)))
def test_compass_points_in_words(i: int, point: str) -> None:
    start = look_up("Antwerp")
    found = look_up(f"12.5 km {point} of Antwerp")
    bearing_deg, _, distance_m = WGS84.inv(start.lon_deg, start.lat_deg, found.lon_deg, found.lat_deg)
    assert distance_m == pytest.approx(12_500, abs=0.01)
    assert math.remainder(bearing_deg - 22.5 * i, 360) == pytest.approx(0, abs=1e-6)
    assert look_up(f"12.5km {point.lower()} from antwerpen").lat_rad == found.lat_rad


def test_all_ways_to_give_a_bearing_agree() -> None:
    by_table = offset(look_up("EBBR"), 45.0, 7)
    for text in (
        "7 km NE of EBBR",
        "7 km 45° of EBBR",
        "7 km 45 deg from EBBR",
        " 7.0 km 45deg of Brussels airport ",
    ):
        found = look_up(text)
        assert (found.lat_rad, found.lon_rad) == (by_table.lat_rad, by_table.lon_rad)


def test_a_place_from_a_place_from_a_place() -> None:
    assert look_up("2 km N of 3 km E of EBBR").lat_rad == offset(look_up("3 km E of EBBR"), 0, 2).lat_rad


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "Atlantis", "5 km of EBBR", "km N of EBBR", "-5 km N of EBBR", "5 km N of "]
)
def test_what_is_no_place_says_so(text: str) -> None:
    with pytest.raises(UnknownPlaceError, match="unknown place"):
        look_up(text)


@given(st.text(max_size=40).filter(lambda text: fold(text) not in gazetteer()))
def test_any_other_text_is_unknown(text: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        look_up(text)
    assert str(caught.value).isprintable()
