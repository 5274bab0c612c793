"""Which cells are land: against known places, a point-by-point twin, and the border of the layer."""

from math import radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belfort.terrain import frame_of
from belfort.terrain.outline import (
    box_of,
    countries_in,
    is_land,
    is_land_on,
    lakes_in,
    land_at,
    may_hold_land,
    reaches_over,
    split,
)

PLACES = [
    ("Brussels", 50.85, 4.35, True),
    ("Vienna", 48.21, 16.37, True),
    ("San Marino, in a hole of Italy", 43.94, 12.45, True),
    ("Gozo", 36.05, 14.25, True),
    ("Dogger Bank", 54.7, 2.3, False),
    ("Gulf of Finland", 59.8, 25.5, False),
    ("Biscay", 45.0, -5.0, False),
    ("Black Sea", 43.5, 34.0, False),
]


@pytest.mark.parametrize(("place", "lat", "lon", "land"), PLACES)
def test_points(place, lat, lon, land):
    assert land_at(radians(lat), radians(lon)) is land, place


@pytest.mark.parametrize(("place", "lat", "lon", "land"), PLACES)
def test_cells_of_a_small_frame(place, lat, lon, land):
    frame = frame_of(*map(radians, (lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05)), 500.0)
    cell = frame.cell_of(radians(lat), radians(lon))
    assert is_land(frame)[cell] == land, place


@pytest.mark.parametrize("box", [(2.3, 49.3, 7.3, 53.7), (18.5, 49, 26.9, 56.5), (10, 36, 16, 44)])
def test_a_frame_agrees_with_points_all_over(box):
    frame = frame_of(*map(radians, box), 2000.0)
    land = is_land(frame)
    rng = np.random.default_rng(11)
    row, col = rng.integers(0, frame.n_rows, 500), rng.integers(0, frame.n_cols, 500)
    lat, lon = frame.at(row, col)
    points = np.array([land_at(a, b) for a, b in zip(lat, lon, strict=True)])
    assert np.mean(points != land[row, col]) < 0.005


@pytest.mark.parametrize("box", [(2.3, 49.3, 7.3, 53.7), (18.5, 49.0, 26.9, 56.5), (8.0, 54.5, 13.0, 57.8)])
def test_as_many_cells_as_the_rings_have_area(box):
    """Green's theorem on the sphere, over the rings cut to the box, against cells counted."""
    west, south, east, north = box
    land = is_land_on((round(100 * (north - south)), round(100 * (east - west))), west, north, 0.01)
    lat = np.radians(north - (np.arange(land.shape[0]) + 0.5) * 0.01)
    cells = (land * np.cos(lat)[:, None]).sum() * np.radians(0.01) ** 2
    rings = [np.radians(np.array([*ring, ring[0]])) for _, rings in countries_in(box) for ring in rings]
    areas = [np.sum(np.diff(r[:, 0]) * (np.sin(r[1:, 1]) + np.sin(r[:-1, 1])) / 2) for r in rings]
    assert cells == pytest.approx(abs(sum(areas)), rel=2e-3)


def test_the_south_edge_of_the_layer_stays_straight():
    """From 0 to 9 E the layer ends on one long edge in Algeria; unsplit it would sag by tens of kilometres."""
    frame = frame_of(*map(radians, (0, 34.5, 9, 36)), 2000.0)
    land = is_land(frame)
    for lat_deg, expected in ((35.03, True), (34.97, False)):
        row, col = frame.row_col(np.full(50, radians(lat_deg)), np.radians(np.linspace(0.5, 8.5, 50)))
        assert (land[np.round(row).astype(int), np.round(col).astype(int)] == expected).all()


def test_boxes_that_may_hold_land():
    assert may_hold_land((4, 50, 5, 51))
    assert may_hold_land((16, 48, 17, 49))
    assert not may_hold_land((2, 54, 3, 55))
    assert may_hold_land((-40, 40, -39, 41)), "off the layer nobody knows"
    assert not reaches_over((-40, 40, -39, 41))


def test_the_box_of_a_frame_holds_every_cell():
    frame = frame_of(*map(radians, (18.5, 49, 26.9, 56.5)), 5000.0, 50e3)
    west, south, east, north = box_of(frame)
    lat, lon = (np.degrees(a) for a in frame.at(*np.indices(frame.shape)))
    assert west <= lon.min() <= west + 0.2
    assert south <= lat.min() <= south + 0.2
    assert east - 0.2 <= lon.max() <= east
    assert north - 0.2 <= lat.max() <= north


@given(st.lists(st.tuples(st.floats(-9, 40), st.floats(36, 70)), min_size=3, max_size=6))
def test_a_split_ring_runs_the_same_way_in_short_steps(ring):
    pieces = split(ring)
    assert pieces[0] == pieces[-1] == ring[0]
    assert set(ring) <= set(pieces)
    steps = np.abs(np.diff(np.array(pieces), axis=0))
    assert steps.max() <= 0.2 + 1e-9


def test_the_ijsselmeer_is_drawn_as_a_lake_and_counts_as_land():
    found = lakes_in((4.9, 52.2, 6.0, 53.2))
    assert len(found) == 1
    xs, ys = zip(*found[0][0], strict=True)
    assert min(xs) < 5.1 < 5.6 < max(xs)
    assert min(ys) < 52.4 < 53.0 < max(ys)
    assert lakes_in((3.0, 50.0, 4.0, 50.5)) == []
