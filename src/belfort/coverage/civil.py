"""How much of the civil traffic's way the network watches, with and without the aircraft's help."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from belfort.coverage import kernels
from belfort.coverage.approach import ground_along
from belfort.coverage.case import CASES, Case
from belfort.coverage.model import CivilTable
from belfort.coverage.view import View
from belfort.numeric.geodesic import geodesic_direct, geodesic_inverse
from belfort.numeric.readonly import locked
from belfort.scenario.places import Position
from belfort.scenario.resolved import ResolvedCivil, ResolvedScenario
from belfort.terrain import Terrain

STEP_M = 2000.0
WAYS = ("any", "cooperative", "primary")
Floats = NDArray[np.float64]


@dataclass
class Flow:
    """The routes of one civil flow on the map, and what is known of how they are watched."""

    flow: ResolvedCivil
    path: tuple[Floats, Floats, Floats, Floats]
    """Rows, columns, altitudes and heights above ground of points along all routes, on the frame of the maps."""
    p_missed: dict[tuple[Case, str], Floats]


def flows_of(scenario: ResolvedScenario, terrain: Terrain, stride: int) -> tuple[Flow, ...]:
    """Return the civil flows of a situation, their routes cut into points inside the map."""
    flows = []
    for flow in scenario.civil:
        points = np.array([p for route in flow.routes for p in _points(route)])
        row, col = terrain.frame.row_col(points[:, 0], points[:, 1]) if len(points) else (np.zeros(0),) * 2
        inside = (
            (row >= 0) & (col >= 0) & (row <= terrain.frame.n_rows - 1) & (col <= terrain.frame.n_cols - 1)
        )
        row, col = row[inside], col[inside]
        ground_m = ground_along(terrain, row, col)
        alt_m = np.maximum(flow.alt_msl_m.mode, ground_m + 30.0)
        path = (locked(row / stride), locked(col / stride), locked(alt_m), locked(alt_m - ground_m))
        missed: dict[tuple[Case, str], Floats] = {
            (case, way): np.ones(row.size) for case in CASES for way in WAYS
        }
        flows.append(Flow(flow, path, missed))
    return tuple(flows)


def fold_civil(view: View, flows: Sequence[Flow], case: Case) -> None:
    """Take one sensor into what is known of every flow."""
    way = "cooperative" if view.post.sensor.traits.get("modality") == "cooperative" else "primary"
    for flow in flows:
        table = view.confirmed.get(flow.flow.threat)
        if table is None or flow.path[0].size == 0:
            continue
        p = np.zeros(flow.path[0].size)
        kernels.look_rows(
            flow.path, view.window.height_agl_m, view.corner, view.antenna, view.scales, table, p
        )
        if way == "cooperative":
            p *= flow.flow.p_transponder
        for each in ("any", way):
            flow.p_missed[case, each] *= 1.0 - p


def civil_table(flows: Sequence[Flow]) -> CivilTable:
    """Return the share of each flow's way that is watched."""
    rows = [
        (
            flow.flow.name,
            way,
            case,
            float(np.median(flow.path[3])),
            float((1.0 - missed >= kernels.HALF).mean()),
        )
        for flow in flows
        if flow.path[0].size
        for (case, way), missed in flow.p_missed.items()
    ]
    if not rows:
        return CivilTable.empty()
    names, ways, cases, heights, shares = zip(*rows, strict=True)
    return CivilTable(
        flow=np.array(names, dtype=object),
        by=np.array(ways, dtype=object),
        case=np.array(cases, dtype=object),
        height_agl_m=np.array(heights),
        share_watched=np.array(shares),
    )


def _points(route: Sequence[Position]) -> list[tuple[float, float]]:
    """Return (lat_rad, lon_rad) every two kilometres along a route, its legs the shortest lines."""
    points = []
    for a, b in pairwise(route):
        length_m, bearing_rad, _ = geodesic_inverse(a.lat_rad, a.lon_rad, b.lat_rad, b.lon_rad)
        for along_m in np.arange(0.0, length_m, STEP_M):
            lat_rad, lon_rad, _ = geodesic_direct(a.lat_rad, a.lon_rad, bearing_rad, float(along_m))
            points.append((lat_rad, lon_rad))
    return points
