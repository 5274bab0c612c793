"""The verb from end to end on small situations: against enumeration, and back as an option of the scenario."""

import json
from dataclasses import replace
from itertools import combinations
from math import degrees, inf, radians

import numpy as np
import pytest
from pyproj import Geod

from belfort.scenario import load_scenario
from belfort.siting import Effort, SitingError
from belfort.siting.site import site
from belfort.siting.situation.covering import silent
from belfort.siting.situation.options import option_of
from belfort.siting.situation.question import Placing, SiteQuestion, Where
from belfort.siting.situation.ready import aim_of, limits_of, prepare
from belfort.siting.situation.wording import near_words
from tests.siting.situations import PLACES, places_csv, short

GUN = Placing("skyranger-30", 2, {"mistral-3": 2})
BASE = SiteQuestion(
    placings=(GUN,), threats=("shahed-136",), n_threads=1, cell_m=2000.0, effort=Effort(time_limit_s=600.0)
)


@pytest.fixture
def folder(tmp_path):
    short(tmp_path)
    return tmp_path


def asked(folder, **more):
    question = replace(BASE, where=Where(candidates=places_csv(folder)))
    return replace(question, **more)


def every_choice(folder, question, n):
    """Value of each choice of n places by the same covers, counted out one by one."""
    ready = prepare(folder / "short.toml", question, None, None, silent)
    aim = aim_of(ready, silent)
    fixed = list(ready.fixed)
    choices = combinations(range(ready.n_new), n)
    return ready, aim, {c: aim.value([*c, *fixed]) for c in choices}


@pytest.mark.parametrize("worst", [0.0, 0.5, 1.0])
def test_the_best_of_all_choices_is_found_over_axes_and_cases(folder, worst):
    question = asked(
        folder,
        axes_rad=(radians(80.0), radians(260.0)),
        ahead_m=4000.0,
        cases=("low", "mode", "high"),
        worst=worst,
    )
    found = site(folder / "short.toml", question)
    _, aim, every = every_choice(folder, question, 2)
    assert found.value == pytest.approx(max(every.values()))
    assert found.is_proven
    assert [s[0] for s in found.scenes[:2]] == ["shahed-136 from 80°, low", "shahed-136 from 260°, low"]
    assert len(found.scenes) == 6
    after = np.array([s[2] for s in found.scenes])
    assert (1 - worst) * after.mean() + worst * after.min() == pytest.approx(found.value)
    assert found.before == pytest.approx(aim.value(list(range(7, 10))))
    assert 0.0 < found.before < found.value < found.total


def test_what_a_site_adds_and_what_one_more_would(folder):
    found = site(folder / "short.toml", asked(folder))
    _, _, pairs = every_choice(folder, asked(folder), 2)
    _, _, triples = every_choice(folder, asked(folder), 3)
    assert found.before + sum(c.gain for c in found.chosen) == pytest.approx(found.value)
    assert found.chosen[0].gain >= found.chosen[1].gain > 0.0
    assert [s.n for s in found.curve] == [0, 1, 2, 3, 4, 5]
    assert found.curve[2].value == pytest.approx(max(pairs.values()))
    assert found.curve[3].value == pytest.approx(max(triples.values()))
    assert all(s.bound >= s.value - 1e-9 for s in found.curve)
    chosen = tuple(sorted(_index(c) for c in found.chosen))
    more = max(v for c, v in triples.items() if set(chosen) <= set(c)) - found.value
    assert found.further[0].gain == pytest.approx(more)


def _index(chosen):
    near = [abs(degrees(chosen.lon_rad) - lon) + abs(degrees(chosen.lat_rad) - lat) for lon, lat in PLACES]
    assert min(near) < 1e-9
    return int(np.argmin(near))


def test_twice_covered_and_alone(folder):
    twice = site(folder / "short.toml", asked(folder, need=2))
    once = site(folder / "short.toml", asked(folder))
    alone = site(folder / "short.toml", asked(folder, standing=None))
    some = site(folder / "short.toml", asked(folder, standing="gun-1"))
    _, _, every = every_choice(folder, asked(folder, need=2), 2)
    assert twice.value == pytest.approx(max(every.values()))
    assert twice.value < once.value
    assert (alone.before, alone.n_standing, some.n_standing, once.n_standing) == (0.0, 0, 1, 3)
    assert alone.value <= some.value <= once.value


def test_two_items_at_a_place_cover_twice(folder):
    text = (folder / "short.toml").read_text()
    (folder / "pairs.toml").write_text(text.replace("loads = {", "count = 2\nloads = {"))
    once = site(folder / "short.toml", asked(folder))
    twice = site(folder / "pairs.toml", asked(folder, need=2))
    assert twice.n_standing == 6
    assert twice.before == pytest.approx(once.before)
    assert site(folder / "short.toml", asked(folder, need=2)).before < once.before


def test_the_least_number_and_what_cannot_be_had(folder):
    gun = (Placing("skyranger-30", None, {"mistral-3": 2}),)
    _, aim, _ = every_choice(folder, asked(folder, placings=gun, cover_share=0.5), 1)
    sizes = {n: max(every_choice(folder, asked(folder), n)[2].values()) / aim.total for n in range(1, 6)}
    share = 0.5 * (sizes[2] + sizes[3]) if sizes[3] > sizes[2] else sizes[2]
    least = min(n for n, had in sizes.items() if had >= share - 1e-12)
    found = site(folder / "short.toml", asked(folder, placings=gun, cover_share=share))
    assert len(found.chosen) == least
    assert found.value >= share * found.total * (1.0 - 1e-9)
    assert any("proven least" in t for t in found.trail)
    most = max(every_choice(folder, asked(folder), 7)[2].values()) / aim.total
    assert most < 1.0
    with pytest.raises(
        SitingError, match=rf"100% cannot be covered .* most that can be had is {100 * most:.1f}%"
    ):
        site(folder / "short.toml", asked(folder, placings=gun, cover_share=1.0))


def test_a_budget_buys_and_kinds_compete(folder):
    kinds = (
        Placing("skyranger-30", None, {"mistral-3": 2}, price_eur=10e6),
        Placing("nasams-belgium", 1, {"aim-9x": 6}, price_eur=25e6),
    )
    question = asked(folder, placings=kinds, budget_eur=40e6)
    found = site(folder / "short.toml", question)
    ready = prepare(folder / "short.toml", question, None, None, silent)
    aim, limits = aim_of(ready, silent), limits_of(ready)
    best = 0.0
    for n in range(5):
        for choice in combinations(range(ready.n_new), n):
            if np.asarray(limits.cost)[list(choice)].sum() <= 40e6 and sum(c >= 7 for c in choice) <= 1:
                best = max(best, aim.value([*choice, *ready.fixed]))
    assert found.value == pytest.approx(best)
    assert found.cost_eur is not None
    assert 0.0 < found.cost_eur <= 40e6
    assert found.curve == ()
    assert {c.system for c in found.further} == {"skyranger-30", "nasams-belgium"}


def test_missing_prices_are_named_all_at_once(folder):
    kinds = (Placing("patriot", None), Placing("skyranger-30", None))
    with pytest.raises(
        SitingError, match=r"no price of 'patriot' in EUR: its price on record is in USD.*--price patriot=EUR"
    ):
        site(folder / "short.toml", asked(folder, placings=kinds, budget_eur=1e9, threats=()))


def test_units_keep_apart(folder):
    question = replace(
        BASE, where=Where(spacing_m=4000.0, apart_m=15_000.0), placings=(replace(GUN, n_most=4),)
    )
    found = site(folder / "short.toml", question)
    lon, lat = ([degrees(getattr(c, k)) for c in found.chosen] for k in ("lon_rad", "lat_rad"))
    old = load_scenario(folder / "short.toml").units
    geod = Geod(ellps="WGS84")
    for i, j in combinations(range(len(lon)), 2):
        assert geod.inv(lon[i], lat[i], lon[j], lat[j])[2] > 14_950.0
    for i in range(len(lon)):
        assert all(
            geod.inv(lon[i], lat[i], u.position.lon_deg, u.position.lat_deg)[2] > 14_950.0 for u in old
        )
    assert any("closer than 15 km" in words for words in found.places.excluded)


def test_no_two_columns_that_are_too_near_go_together(folder):
    """Every pair of columns, of whatever kinds, clashes exactly where its places are too near."""
    kinds = (Placing("nasams-belgium", 2, {"aim-9x": 6}), Placing("samp-t", 1))
    question = asked(folder, placings=kinds, threats=())
    question = replace(question, where=replace(question.where, apart_m=30_000.0))
    ready = prepare(folder / "short.toml", question, None, None, silent)
    limits = limits_of(ready)
    clashes = {tuple(sorted(map(int, pair))) for pair in np.asarray(limits.clashes)}
    geod = Geod(ellps="WGS84")
    for a, b in combinations(range(14), 2):
        (lon_a, lat_a), (lon_b, lat_b) = PLACES[a % 7], PLACES[b % 7]
        near = geod.inv(lon_a, lat_a, lon_b, lat_b)[2] < 30_000.0
        assert ((a, b) in clashes) == near, (a, b)
    assert limits.group_most == (2, 1)
    assert np.asarray(limits.group)[:14].tolist() == [0] * 7 + [1] * 7
    found = site(folder / "short.toml", question)
    pairs = [*combinations(found.chosen, 2), *((c, f) for c in found.chosen for f in found.further)]
    for one, other in pairs:
        ends = np.degrees([one.lon_rad, one.lat_rad, other.lon_rad, other.lat_rad])
        assert geod.inv(*ends)[2] >= 30_000.0
    assert found.further


def test_one_more_never_stands_where_a_new_one_does(folder):
    """Also where nothing is left to gain."""
    full = asked(folder, placings=(Placing("nasams-belgium", 4, {"aim-120c-8": 24}),))
    found = site(folder / "short.toml", full)
    taken = {(c.lat_rad, c.lon_rad) for c in found.chosen}
    assert found.chosen
    assert not taken & {(f.lat_rad, f.lon_rad) for f in found.further}


def test_a_sensor_sees_and_warns(folder):
    radar = (Placing("gm200-mmc", 1),)
    seen = site(folder / "short.toml", asked(folder, placings=radar, height_agl_m=60.0))
    assert seen.by == "see"
    _, _, every = every_choice(folder, asked(folder, placings=radar, height_agl_m=60.0), 1)
    assert seen.value == pytest.approx(max(every.values()))
    warned = site(folder / "short.toml", asked(folder, placings=radar, by="warning"))
    ready, _aim, every = every_choice(folder, asked(folder, placings=radar, by="warning"), 1)
    assert warned.value == pytest.approx(max(every.values()))
    assert warned.value > warned.before
    assert len(ready.fixed) == 3
    assert warned.chosen[0].covers


def test_the_same_seed_gives_the_same_answer(folder):
    one, two = (site(folder / "short.toml", asked(folder)) for _ in range(2))
    assert (one.chosen, one.value, one.trail) == (two.chosen, two.value, two.trail)


def test_the_option_resolves_and_holds_what_was_found(folder):
    found = site(folder / "short.toml", asked(folder))
    out = folder / "deep" / "er"
    out.mkdir(parents=True)
    text = option_of(found, folder / "short.toml", out, title="New", summary='With a "word"')
    (out / "sited.toml").write_text(text)
    option = load_scenario(out / "sited.toml").options["sited"]
    new = [u for u in option.units if u.name.startswith("new-")]
    assert (
        [u.name for u in new]
        == [c.name for c in found.chosen]
        == ["new-skyranger-30-1", "new-skyranger-30-2"]
    )
    geod = Geod(ellps="WGS84")
    for unit, chosen in zip(new, found.chosen, strict=True):
        away = geod.inv(
            unit.position.lon_deg, unit.position.lat_deg, degrees(chosen.lon_rad), degrees(chosen.lat_rad)
        )[2]
        assert away < 12.0
        assert [(load.effector, load.n_ready.mode) for load in unit.loads] == [("mistral-3", 2.0)]
        assert unit.nation == "belgium"
        assert unit.fights
    again = site(out / "sited.toml", asked(folder), option="sited")
    assert again.option_name == "sited-2"
    assert again.before == pytest.approx(found.value)
    assert again.n_standing == 5
    text = option_of(again, out / "sited.toml", out, title="More", summary="")
    (out / "more.toml").write_text(text)
    assert len(load_scenario(out / "more.toml").options["sited-2"].units) == 3 + 2 + len(again.chosen)


def test_an_option_that_would_not_resolve_is_not_given(folder):
    found = site(folder / "short.toml", asked(folder))
    off = replace(found, chosen=tuple(replace(c, lon_rad=radians(20.0)) for c in found.chosen))
    with pytest.raises(SitingError, match="lies outside the region"):
        option_of(off, folder / "short.toml", folder, title="x", summary="")
    with pytest.raises(SitingError, match="adds no unit and moves none"):
        option_of(replace(found, chosen=()), folder / "short.toml", folder, title="x", summary="")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"placings": ()}, "nothing to place"),
        ({"placings": (Placing("nasam", 2),)}, r"--place nasam: unknown .*Did you mean"),
        (
            {"placings": (Placing("skyranger-30", 2, {"aim-9x": 2}),)},
            r"--place skyranger-30: .*does not carry",
        ),
        ({"placings": (Placing("skyranger-30"),)}, r"how many skyranger-30\? Give a count"),
        ({"placings": (GUN, GUN)}, "'skyranger-30' is placed twice"),
        ({"placings": (Placing("skyranger-30", 0),)}, "a count is 1 to 500"),
        ({"placings": (Placing("f-35a", 1),)}, "is of kind aircraft: fire units and sensors"),
        ({"placings": (GUN, Placing("gm200-mmc", 1))}, "place the one, then the other"),
        ({"placings": (Placing("gm200-mmc", 1),), "by": "reach"}, "is a sensor and reaches nothing"),
        ({"nation": "atlantis"}, "unknown nation 'atlantis'"),
        ({"nation": "poland"}, "does not take part"),
        ({"threats": ("zeppelin",)}, "has no threat 'zeppelin'"),
        ({"cover_share": 1.5}, "is no share"),
        ({"need": 0, "worst": 2.0, "height_agl_m": -1.0}, r"--k 0.*\n.*--robust 2.*\n.*a height of -1"),
        ({"by": "warning", "need": 2}, "warning is a mean of times"),
        ({"standing": "ghost-*"}, "no unit of that name stands"),
        ({"demand": "nowhere.tif"}, "nowhere.tif: not a raster"),
        ({"cases": ("mode", "mode")}, "at most once"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(folder, more, says):
    with pytest.raises(SitingError, match=f"(?s){says}"):
        site(folder / "short.toml", asked(folder, **more))


def test_places_in_words():
    assert near_words(radians(51.2194), radians(4.4025)) == "at Antwerp"
    assert near_words(radians(51.2194 + 0.09), radians(4.4025)).endswith("of Antwerp") or "km" in near_words(
        radians(51.31), radians(4.4025)
    )
    assert near_words(radians(40.0), radians(-40.0)) == "40.000 N -40.000 E"


# Places ---------------------------------------------------------------------------------------------------


def test_own_places_in_the_sea_off_the_map_or_twice(folder):
    sea = [(3.52, 51.42), (4.5, 51.2), (9.0, 51.0), (4.5, 51.2)]
    question = asked(folder, where=Where(candidates=places_csv(folder, sea, "bad.csv")))
    with pytest.raises(SitingError) as fault:
        site(folder / "short.toml", question)
    lines = str(fault.value).splitlines()
    assert len(lines) == 3
    assert "bad.csv line 2: 51.4200 N 3.5200 E is in the sea" in lines[0]
    assert "bad.csv line 4: 51.0000 N 9.0000 E is off the map" in lines[1]
    assert "line 5" in lines[2]
    assert "twice, first as bad.csv line 3" in lines[2]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "x,y\n1,2\n", "needs the columns lon_deg and lat_deg, found x, y"),
        ("a.csv", "lon_deg,lat_deg\nfour,51\n4,nan\n4,95\n", r"(?s)line 2: .*line 3: .*line 4: "),
        ("a.csv", "lon_deg,lat_deg\n4\n", "line 2"),
        ("a.csv", "lon_deg,lat_deg\n", "holds no place"),
        ("a.geojson", "{", "is no JSON"),
        ("a.geojson", "[1]", "is no GeoJSON"),
        ("a.geojson", '{"type":"FeatureCollection","features":[]}', "holds no place"),
        ("a.geojson", '{"type":"Polygon","coordinates":[]}', "a place is a Point, found Polygon"),
        ("a.geojson", '{"type":"Point","coordinates":["4",null]}', "is no longitude and latitude"),
        ("gone.csv", None, "cannot be read"),
    ],
)
def test_lists_that_are_none(folder, name, text, says):
    if text is not None:
        (folder / name).write_text(text)
    with pytest.raises(SitingError, match=says):
        site(folder / "short.toml", asked(folder, where=Where(candidates=folder / name)))


def area(ring, **more):
    return {"type": "Feature", "properties": more, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(folder, *features, name="no.geojson"):
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


WEST = [[3.0, 50.0], [4.5, 50.0], [4.5, 52.0], [3.0, 52.0], [3.0, 50.0]]


def test_areas_shut_places_out(folder):
    question = replace(BASE, where=Where(spacing_m=5000.0, exclude=(collection(folder, area(WEST)),)))
    found = site(folder / "short.toml", question)
    assert np.degrees(found.places.lon_rad).min() > 4.499
    assert found.places.excluded["in exclusion area 1"] > 10
    assert np.degrees(found.places.lat_rad).min() > 50.79
    assert np.degrees(found.places.lat_rad).max() < 51.61


@pytest.mark.parametrize(
    ("feature", "says"),
    [
        (area(WEST[:2]), "three corners or more, found 2"),
        (
            area([[3.0, 50.0], [4.0, 99.0], [4.0, 51.0]], name="hall"),
            r"features\[0\] \(hall\): a corner is no longitude",
        ),
        ({"type": "Feature", "geometry": {"type": "Point", "coordinates": [4, 51]}}, "found Point"),
        ({"type": "Feature", "geometry": None}, "found nothing"),
        ({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [WEST, WEST]}}, "with a hole"),
        (7, "found nothing"),
    ],
)
def test_areas_that_are_none(folder, feature, says):
    question = replace(BASE, where=Where(exclude=(collection(folder, feature),)))
    with pytest.raises(SitingError, match=says):
        site(folder / "short.toml", question)


def test_no_place_left_is_a_sentence_that_counts(folder):
    everywhere = collection(folder, area([[2.0, 50.0], [7.0, 50.0], [7.0, 53.0], [2.0, 53.0]]))
    for where in (
        Where(exclude=(everywhere,)),
        Where(spacing_m=5000.0, exclude=(everywhere,)),
        Where(within="poland"),
    ):
        with pytest.raises(
            SitingError, match=r"no candidate is left.* \d+ (in exclusion area 1|not on the land of Poland)"
        ):
            site(folder / "short.toml", replace(BASE, where=where))


def test_own_land_is_the_default(folder):
    own, dutch, any_ = (
        site(folder / "short.toml", replace(BASE, where=Where(spacing_m=8000.0, within=w))).places
        for w in (None, "NL", "anywhere")
    )
    assert len(own) + len(dutch) == len(any_)
    assert own.excluded["not on the land of the nations that take part"] == len(dutch) > 0


def test_a_grid_without_a_spacing_leaves_about_a_thousand(folder):
    found = site(folder / "short.toml", replace(BASE, cell_m=None))
    assert 700 <= len(found.places) <= 1400


def test_slope_and_distance_from_assets(folder):
    terrain_rules = Where(spacing_m=5000.0, least_from_assets_m=12_000.0, steepest_rad=inf)
    found = site(folder / "short.toml", replace(BASE, where=terrain_rules))
    geod = Geod(ellps="WGS84")
    for asset in load_scenario(folder / "short.toml").assets:
        n = len(found.places)
        away = geod.inv(
            np.full(n, asset.position.lon_deg), np.full(n, asset.position.lat_deg),
            np.degrees(found.places.lon_rad), np.degrees(found.places.lat_rad),
        )[2]  # fmt: skip
        assert away.min() > 11_950.0
