"""Areas from grids: right in area, on the right side at every cell, valid, and whole across 180 degrees."""

from math import inf, nan, pi, radians

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyproj import Geod
from shapely.geometry import Point

from belfort.coverage.export.contours import BEND_M, areas_above_m, on_globe, regions_above, regions_between
from belfort.terrain import Frame, frame_of
from tests.coverage.export.grids import benelux, part

SMALL = part(benelux(), 9, 11)
FRAME = benelux(2000.0)
GEOD = Geod(ellps="WGS84")


def middles(frame):
    rows, cols = np.mgrid[: frame.n_rows, : frame.n_cols]
    lat_rad, lon_rad = frame.at(rows, cols)
    return np.degrees(lon_rad), np.degrees(lat_rad)


def away_m(frame, row, col):
    rows, cols = np.mgrid[: frame.n_rows, : frame.n_cols]
    return frame.cell_m * np.hypot(rows - row, cols - col)


def area_km2(area):
    return GEOD.geometry_area_perimeter(area)[0] / 1e6


def holds_cells(area, frame):
    return shapely.contains_xy(area, *middles(frame))


def assert_sound(region):
    area = region.polygons
    assert area.is_valid
    for polygon in area.geoms:
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)
    if not area.is_empty:
        west, south, east, north = area.bounds
        assert west >= -180 and east <= 180 and south >= -90 and north <= 90  # noqa: PT018


def test_a_disc_has_the_area_of_a_disc():
    (region,) = regions_above(-away_m(FRAME, 120, 90), FRAME, [-60e3])
    assert_sound(region)
    assert area_km2(region.polygons) == pytest.approx(pi * 60**2, rel=2e-3)
    assert len(region.polygons.geoms) == 1


@pytest.mark.parametrize("radius_m", [15e3, 60e3, 101e3])
def test_a_jump_to_infinity_does_not_bias_the_area(radius_m):
    """A field that ends at once: a border half way between cells keeps the area of the cells to a per cent."""
    away = away_m(FRAME, 120, 90)
    field = np.where(away < radius_m, 10.0, inf)
    (region, _) = regions_between(field, FRAME, [-inf, 100.0, inf])
    cells_km2 = np.count_nonzero(away < radius_m) * 4.0
    border_km = 2 * pi * radius_m / 1e3
    assert abs(area_km2(region.polygons) - cells_km2) < 0.1 * border_km * 2.0 + 2e-3 * cells_km2


def test_a_ring_has_its_hole_and_the_borders_are_shared():
    away = away_m(FRAME, 120, 90)
    disc, ring, rest = regions_between(away, FRAME, [0.0, 30e3, 70e3, inf])
    for region in (disc, ring, rest):
        assert_sound(region)
    assert [len(p.interiors) for p in ring.polygons.geoms] == [1]
    assert area_km2(ring.polygons) == pytest.approx(pi * (70**2 - 30**2), rel=3e-3)
    whole = shapely.union_all([r.polygons for r in (disc, ring, rest)])
    assert len(shapely.get_parts(whole)) == 1
    assert whole.area == pytest.approx(sum(r.polygons.area for r in (disc, ring, rest)), rel=1e-9)


def test_all_inside_reaches_the_edge_of_the_grid():
    (region,) = regions_above(np.ones(FRAME.shape), FRAME, [0.5])
    (area,) = areas_above_m(np.ones(FRAME.shape), FRAME, [0.5])
    assert area.equals(shapely.box(*FRAME.bounds_m))
    assert_sound(region)


def test_nothing_inside_is_empty():
    for field in (np.zeros(SMALL.shape), np.full(SMALL.shape, -inf), np.full(SMALL.shape, nan)):
        (region,) = regions_above(field, SMALL, [0.5])
        assert region.polygons.is_empty


def test_a_checkerboard_is_valid_and_half_the_grid():
    rows, cols = np.mgrid[:9, :11]
    field = (rows + cols) % 2.0
    above, below = regions_above(field, SMALL, [0.5])[0], regions_between(field, SMALL, [-inf, 0.5])[0]
    for region in (above, below):
        assert_sound(region)
    assert np.array_equal(holds_cells(above.polygons, SMALL), field > 0.5)
    assert np.array_equal(holds_cells(below.polygons, SMALL), field < 0.5)


def test_holes_that_touch_stay_valid():
    field = np.ones(SMALL.shape)
    for row, col in ((2, 2), (3, 3), (4, 4), (5, 3), (0, 6), (1, 7)):
        field[row, col] = 0.0
    (region,) = regions_above(field, SMALL, [0.5])
    assert_sound(region)
    assert np.array_equal(holds_cells(region.polygons, SMALL), field > 0.5)


def test_cells_without_a_value_are_left_out_to_their_edge():
    field = np.ones(SMALL.shape)
    field[3:5, 2:6] = nan
    (area,) = areas_above_m(field, SMALL, [0.5])
    assert area.area == pytest.approx((99 - 8) * SMALL.cell_m**2, rel=1e-12)
    assert np.array_equal(holds_cells(on_globe(area, SMALL), SMALL), ~np.isnan(field))


values = st.one_of(st.sampled_from([0.0, 1.0, 2.0, inf, -inf]), st.floats(-3, 5, width=32))
fields = hnp.arrays(np.float64, SMALL.shape, elements=values)
gaps = hnp.arrays(np.bool_, SMALL.shape, elements=st.booleans())


@given(fields, gaps, st.sampled_from([0.0, 2000.0]))
@settings(max_examples=60)
def test_every_cell_lies_in_the_area_of_its_class_and_areas_do_not_overlap(field, gap, tolerance_m):
    field = np.where(gap & (field > 1.5), nan, field)
    levels = [-inf, 0.0, 1.0, 2.5, inf]
    regions = regions_between(field, SMALL, levels, tolerance_m=tolerance_m)
    for region in regions:
        assert_sound(region)
        if tolerance_m == 0.0:
            expected = (field >= region.level_low) & (field < region.level_high)
            expected |= (field == inf) & (region.level_high == inf)
            assert np.array_equal(holds_cells(region.polygons, SMALL), expected)
    parts = [r.polygons for r in regions]
    whole = shapely.union_all(parts)
    bent = BEND_M / 111e3 * sum(p.length for p in parts)
    assert whole.area == pytest.approx(sum(p.area for p in parts), rel=1e-7, abs=bent)


@given(st.data())
@settings(max_examples=40)
def test_random_points_of_a_smooth_field_fall_where_the_field_says(data):
    row, col = data.draw(st.floats(0, 240)), data.draw(st.floats(0, 170))
    radius_m = data.draw(st.floats(20e3, 150e3))
    (region,) = regions_above(-away_m(FRAME, row, col), FRAME, [-radius_m])
    points = data.draw(
        st.lists(st.tuples(st.floats(0, FRAME.n_rows - 1), st.floats(0, FRAME.n_cols - 1)), max_size=20)
    )
    for r, c in points:
        distance_m = FRAME.cell_m * np.hypot(r - row, c - col)
        if abs(distance_m - radius_m) > 0.2 * FRAME.cell_m:
            lat_rad, lon_rad = FRAME.at(r, c)
            point = Point(np.degrees(lon_rad), np.degrees(lat_rad))
            assert region.polygons.contains(point) == (distance_m < radius_m)


def fiji(lon_deg=180.0):
    west, east = (radians((lon_deg + side + 180) % 360 - 180) for side in (-4, 4))
    return frame_of(west, radians(-20), east, radians(-14), 5000.0)


@pytest.mark.parametrize("middle_deg", [180.0, 179.0, 181.0])
def test_a_disc_across_180_degrees_is_the_disc_elsewhere_in_two_parts(middle_deg):
    frame, there = fiji(middle_deg), fiji(170.0)
    assert frame.shape == there.shape
    row, col = frame.n_rows / 2, frame.n_cols / 2
    ring = [-250e3, -100e3]
    across = regions_between(-away_m(frame, row, col), frame, ring)[0]
    plain = regions_between(-away_m(there, row, col), there, ring)[0]
    assert_sound(across)
    assert area_km2(across.polygons) == pytest.approx(area_km2(plain.polygons), rel=1e-7)
    parts = across.polygons.geoms
    assert len(parts) == 2
    for polygon in parts:
        west, _, east, _ = polygon.bounds
        assert east - west < 5.0
        assert 180.0 in (abs(west), abs(east))
    assert np.array_equal(
        holds_cells(across.polygons, frame),
        (away_m(frame, row, col) > 100e3) & (away_m(frame, row, col) <= 250e3),
    )


def test_a_straight_edge_stays_in_its_place_on_the_globe():
    frame = frame_of(radians(10), radians(60), radians(40), radians(70), 20e3)
    (area,) = areas_above_m(np.ones(frame.shape), frame, [0.5], tolerance_m=100.0)
    ring = on_globe(area, frame).geoms[0].exterior
    at = np.linspace(0, ring.length, 20_000)
    lon_deg, lat_deg = shapely.get_coordinates(ring.interpolate(at)).T
    x_m, y_m = frame.xy_m(np.radians(lat_deg), np.radians(lon_deg))
    assert shapely.distance(area.boundary, shapely.points(x_m, y_m)).max() < 1.5 * BEND_M


def test_a_tolerance_drops_points_and_moves_no_border_further():
    field = -away_m(FRAME, 120, 90) + 800 * np.sin(np.arange(FRAME.n_cols))
    (fine,), (rough,) = (areas_above_m(field, FRAME, [-60e3], tolerance_m=t) for t in (0.0, 1500.0))
    assert shapely.get_num_coordinates(rough) < shapely.get_num_coordinates(fine) / 3
    assert shapely.hausdorff_distance(fine, rough) < 1500.0
    assert rough.is_valid


def test_what_cannot_be_done_is_said():
    with pytest.raises(ValueError, match="levels: must be finite and rise"):
        regions_above(np.zeros(SMALL.shape), SMALL, [2.0, 1.0])
    with pytest.raises(ValueError, match="array: shape must be"):
        regions_above(np.zeros((2, 2)), SMALL, [1.0])
    with pytest.raises(ValueError, match="only the first may be -inf"):
        regions_between(np.zeros(SMALL.shape), SMALL, [0.0, inf, 1.0])
    pole = Frame("+proj=tmerc +k=1 +lat_0=89 +lon_0=0 +datum=WGS84 +units=m +no_defs", -2e5, 2e5, 1e4, 40, 40)
    with pytest.raises(ValueError, match="holds a pole"):
        regions_above(np.ones(pole.shape), pole, [0.5])
