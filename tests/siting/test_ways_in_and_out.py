"""Candidates from the ground, demand from assets and people, and the answer as an option of the scenario."""

from dataclasses import replace
from math import atan, radians
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from belfort.scenario import load_scenario, parse_scenario
from belfort.scenario.resolved import ResolvedRegion
from belfort.siting import Effort, Limits, SitingError, cover_of, maximal_cover
from belfort.siting.candidates import SiteRules, candidate_sites
from belfort.siting.demand import demand_of_assets, joined, population_demand
from belfort.siting.option import MovedUnit, NewUnits, option_text, summary_of
from belfort.terrain.frame import frame_of
from belfort.terrain.model import Terrain

SHARED = Path(__file__).parents[3] / "shared"
POPULATION = SHARED / "data" / "population" / "ghs_pop_1km_belgium.tif"


def ground(slope=0.0, n_sea_cols=0):
    """A plane that rises to the east, with sea in the west."""
    frame = frame_of(radians(4.0), radians(50.5), radians(4.5), radians(51.0), 500.0)
    col = np.arange(frame.n_cols)
    heights = np.broadcast_to(100.0 + slope * 500.0 * col, frame.shape).astype(np.float32)
    is_land = np.broadcast_to(col >= n_sea_cols, frame.shape).copy()
    return Terrain(frame, heights, is_land, 500.0, False, 0.0, 0, "EGM2008", ("made",))


def box(west, south, east, north):
    corners = ((south, west), (south, east), (north, east), (north, west))
    return tuple((radians(lat), radians(lon)) for lat, lon in corners)


# Candidates -----------------------------------------------------------------------------------------------


def test_a_grid_of_candidates_keeps_its_distance():
    found = candidate_sites(ground(), SiteRules(spacing_m=2_400.0))
    points = np.column_stack([found.x_m, found.y_m])
    apart_m = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert apart_m[apart_m > 0.0].min() == pytest.approx(2_500.0)
    assert len(found) == found.lat_rad.size == found.ground_msl_m.size > 200
    assert set(found.ground_msl_m) == {100.0}


def test_every_rule_takes_what_it_should_and_says_so():
    terrain = ground(n_sea_cols=20)
    hole, area = box(4.2, 50.7, 4.3, 50.8), box(4.1, 50.6, 4.4, 50.9)
    rules = SiteRules(
        spacing_m=1_000.0,
        within=area,
        exclusions=(hole,),
        least_from_assets_m=3_000.0,
        most_from_assets_m=15_000.0,
    )
    asset = radians(50.75), radians(4.15)
    found = candidate_sites(terrain, rules, [asset[0]], [asset[1]])
    lat, lon = np.degrees(found.lat_rad), np.degrees(found.lon_rad)
    assert ((lat > 50.599) & (lat < 50.901) & (lon > 4.099) & (lon < 4.401)).all()
    assert not ((lat > 50.701) & (lat < 50.799) & (lon > 4.201) & (lon < 4.299)).any()
    one = np.full(lat.size, np.degrees(asset[1])), np.full(lat.size, np.degrees(asset[0]))
    distance_m = Geod(ellps="WGS84").inv(*one, lon, lat)[2]
    assert distance_m.min() > 2_990.0
    assert distance_m.max() < 15_050.0
    assert all(n > 0 for n in found.excluded.values())
    rows, cols = terrain.frame.row_col(found.lat_rad, found.lon_rad)
    assert terrain.is_land[rows.round().astype(int), cols.round().astype(int)].all()


def test_slope_is_that_of_the_ground():
    steep = ground(slope=0.1)
    assert len(candidate_sites(steep, SiteRules(2_000.0, steepest_rad=atan(0.1) + 1e-4)))
    with pytest.raises(SitingError, match=r"no candidate is left of .* steeper than 5\.65"):
        candidate_sites(steep, SiteRules(2_000.0, steepest_rad=radians(5.65)))


def test_no_candidate_is_a_sentence_that_counts():
    with pytest.raises(SitingError, match=r"no candidate is left of \d+ points 1000 m apart: \d+ at sea"):
        candidate_sites(ground(n_sea_cols=10_000), SiteRules(1_000.0))
    for rules, says in [
        (SiteRules(0.0), "spacing of candidates"),
        (SiteRules(1e3, within=box(4, 50, 5, 52)[:2]), "three corners"),
        (
            SiteRules(1e3, exclusions=((*box(4.1, 50.6, 4.4, 50.9)[:2], *box(4.1, 50.6, 4.4, 50.9)[:1:-1]),)),
            "cross",
        ),
        (SiteRules(1e3, least_from_assets_m=1.0), "there are no assets"),
    ]:
        with pytest.raises(SitingError, match=says):
            candidate_sites(ground(), rules)


# Demand ---------------------------------------------------------------------------------------------------


def test_assets_become_points_that_add_up_to_their_value():
    assets = load_scenario("benelux").assets
    demand = demand_of_assets(assets, 5_000.0)
    geod = Geod(ellps="WGS84")
    for asset in assets:
        mine = [i for i, owner in enumerate(demand.owner) if owner == asset.name]
        assert demand.weight[mine].sum() == pytest.approx(asset.value)
        if asset.radius_m and not asset.corners:
            n = len(mine)
            middle = np.full(n, asset.position.lon_deg), np.full(n, asset.position.lat_deg)
            lon, lat = np.degrees(demand.lon_rad[mine]), np.degrees(demand.lat_rad[mine])
            distance_m = geod.inv(*middle, lon, lat)[2]
            assert distance_m == pytest.approx([0.0] + [asset.radius_m] * (n - 1), abs=1e-3)
            assert n - 1 >= max(4, 2 * np.pi * asset.radius_m / 5_000.0)
    twice = joined([demand, demand])
    assert len(twice) == 2 * len(demand) == len(twice.owner)


def test_assets_that_are_none():
    with pytest.raises(SitingError, match="has no assets"):
        demand_of_assets([])
    with pytest.raises(SitingError, match="cannot be"):
        demand_of_assets(load_scenario("tiny").assets, 0.0)


def raster(path, counts, crs="EPSG:3035", side_m=1_000.0, west=3_900_000.0, north=3_130_000.0):
    import rasterio
    from rasterio import Affine

    profile = {"driver": "GTiff", "height": counts.shape[0], "width": counts.shape[1], "count": 1}
    profile |= {
        "dtype": "float64",
        "crs": crs,
        "nodata": -200.0,
        "transform": Affine(side_m, 0.0, west, 0.0, -side_m, north),
    }
    with rasterio.open(path, "w", **profile) as file:
        file.write(counts, 1)
    return path


def region_of(west, south, east, north, name="here"):
    return ResolvedRegion(name, *(radians(v) for v in (west, south, east, north)))


def test_people_are_added_up_and_none_is_lost(tmp_path):
    counts = np.random.default_rng(3).integers(0, 500, (60, 60)).astype(float)
    counts[:5] = -200.0
    path = raster(tmp_path / "people.tif", counts)
    everywhere = region_of(-10, 40, 20, 60)
    demand = population_demand(path, everywhere, 5_000.0, least=0.0)
    assert demand.weight.sum() == counts[counts > 0.0].sum()
    assert len(demand) == 11 * 12
    fine = population_demand(path, everywhere, 1_000.0)
    assert len(fine) == (counts > 0.0).sum()
    few = population_demand(path, everywhere, 1_000.0, least=100.0)
    assert few.weight.sum() == counts[counts >= 100.0].sum()


def test_a_crowd_stands_where_it_stands(tmp_path):
    counts = np.zeros((40, 40))
    counts[12, 17], counts[13, 18] = 300.0, 100.0
    path = raster(tmp_path / "two.tif", counts)
    demand = population_demand(path, region_of(-10, 40, 20, 60), 10_000.0)
    from pyproj import Transformer

    x, y = 3_900_000.0 + 17_750.0, 3_130_000.0 - 12_750.0
    lon, lat = Transformer.from_crs("EPSG:3035", "EPSG:4326", always_xy=True).transform(x, y)
    assert demand.weight.tolist() == [400.0]
    assert np.degrees(demand.lon_rad[0]) == pytest.approx(lon, abs=1e-9)
    assert np.degrees(demand.lat_rad[0]) == pytest.approx(lat, abs=1e-9)


def test_rasters_that_are_none(tmp_path):
    (tmp_path / "text.tif").write_text("people")
    here = region_of(3, 50, 5, 51)
    with pytest.raises(SitingError, match="not a raster that can be read"):
        population_demand(tmp_path / "text.tif", here)
    path = raster(tmp_path / "far.tif", np.ones((10, 10)))
    with pytest.raises(SitingError, match="does not reach"):
        population_demand(path, region_of(100, 10, 101, 11))
    with pytest.raises(SitingError, match="nobody lives"):
        population_demand(raster(tmp_path / "none.tif", np.zeros((40, 40))), region_of(-10, 40, 20, 60))
    with pytest.raises(SitingError, match="or more"):
        population_demand(path, region_of(-10, 40, 20, 60), least=1e9)


@pytest.mark.outside
@pytest.mark.skipif(not POPULATION.exists(), reason="no population raster beside the checkout")
def test_belgium_has_its_people():
    """Statbel counted 11.5 million on 1 January 2020; the box holds parts of its neighbours too."""
    benelux = replace(load_scenario("benelux").region)
    demand = population_demand(POPULATION, benelux, 10_000.0)
    assert 15e6 < demand.weight.sum() < 22e6
    brussels = region_of(4.24, 50.76, 4.48, 50.91, "Brussels")
    assert 1.0e6 < population_demand(POPULATION, brussels, 2_000.0).weight.sum() < 1.5e6


# Option ---------------------------------------------------------------------------------------------------


def test_an_answer_is_read_back_as_an_option():
    matrix = np.random.default_rng(1).random((40, 8)) < 0.3
    siting = maximal_cover(cover_of(matrix), Limits(n_new=2), effort=Effort(rounds=8))
    lat_rad, lon_rad = np.radians([50.1234, 51.25]), np.radians([4.4321, 5.0])
    new = NewUnits(
        "found", "patriot", "belgium", lat_rad, lon_rad, c2="crc-beauvechain", radar="ltamds",
        loads={"pac-3-mse": 24, "gem-t": 8}, reloads=0.5, note='said "so", \\ and ü',
    )  # fmt: skip
    move = MovedUnit("beauvechain", radians(50.9), radians(4.8))
    units = load_scenario("benelux").units
    move = replace(move, unit=next(u.name for u in units if u.kind == "fire-unit"))
    text = option_text(
        "benelux", title="Two found", summary=summary_of(siting), units=[new], moved=[move], based_on="none"
    )
    option = parse_scenario(text).with_option("sited")
    found = {u.name: u for u in option.units}
    for k, name in enumerate(("found-1", "found-2")):
        unit = found[name]
        assert (unit.system, unit.nation, unit.c2, unit.reloads) == (
            "patriot",
            "belgium",
            "crc-beauvechain",
            0.5,
        )
        assert {load.effector: load.n_ready.mode for load in unit.loads} == {"pac-3-mse": 24, "gem-t": 8}
        assert unit.position.lat_rad == pytest.approx(lat_rad[k], abs=1e-9)
        assert unit.position.lon_rad == pytest.approx(lon_rad[k], abs=1e-9)
        assert unit.note == new.note
    assert found[move.unit].position.lat_deg == pytest.approx(50.9)
    assert len(option.units) == len(units) + 2
    title, summary = option.option_titles["sited"]
    assert title == "Two found"
    assert "2 new sites cover" in summary
    assert "proven best" in summary
    assert "seed 1" in summary
    assert set(parse_scenario(text).options) == {"none", "patriot", "sampt", "sited"} | set(
        load_scenario("benelux").options
    )


def test_an_option_extends_a_file_beside_it(tmp_path):
    (tmp_path / "mine.toml").write_text('belfort = 1\ntitle = "Mine"\nextends = "tiny"\n')
    unit = NewUnits("extra", "patriot", "belgium", [radians(50.8)], [radians(4.4)], mast_m=12.0)
    text = option_text("mine.toml", title="One", summary="", units=[unit], name="one-more")
    (tmp_path / "sited.toml").write_text(text)
    names = [u.name for u in load_scenario(tmp_path / "sited.toml").with_option("one-more").units]
    assert "extra" in names or "extra-1" in names


def test_options_that_are_none():
    with pytest.raises(SitingError) as caught:
        option_text("tiny", title="x", summary="", name="No Name")
    assert "no name" in str(caught.value)
    assert "adds no unit" in str(caught.value)
    with pytest.raises(SitingError, match="latitudes"):
        option_text("tiny", title="x", summary="", units=[NewUnits("a", "patriot", "belgium", [], [])])
