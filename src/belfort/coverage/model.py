"""The nouns of a coverage: the question, the maps, and the tables that travel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import Case
from belfort.coverage.posts import Post
from belfort.coverage.sensing import Assumption
from belfort.records import Table
from belfort.records.columns import F64, I64, Text
from belfort.scenario.resolved import ResolvedScenario
from belfort.terrain import Frame, Terrain

Grid = NDArray[np.float32]


class CoverageError(Exception):
    """A coverage that cannot be computed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a coverage."""

    threats: tuple[str, ...] = ()
    """Threats of the scenario; none: all of them."""
    heights_agl_m: tuple[float, ...] = (50.0, 100.0, 300.0, 1000.0, 3000.0)
    """Heights above ground mapped beside each threat's own cruise height."""
    cell_m: float | None = None
    """Cell of the ground; None: what its data give."""
    map_cell_m: float | None = None
    """Least cell of the maps; None: 1000 m."""
    margin_m: float = 100e3
    """Ground kept around the region: what comes from further is seen no earlier than its edge."""
    n_azimuths: int = 36
    p_enough: float = 0.9
    """Probability of a confirmed track at which a threat counts as found on its way in."""
    n_threads: int = 2


@dataclass(frozen=True, slots=True)
class ThreatMaps:
    """Where one threat is seen, on the frame of the coverage."""

    threat: str
    heights_agl_m: tuple[float, ...]
    """Of the maps; the first is the threat's own cruise height."""
    p_detect: Grid
    """(heights, rows, cols) at the mode: probability that some sensor confirms a target that stays a window of looks."""
    depth: NDArray[np.uint16]
    """(heights, rows, cols) at the mode: number of sensors each of which more likely confirms it than not."""
    lowest_covered_m: Mapping[Case, Grid]
    """(rows, cols) a case: lowest height above ground that some sensor covers by itself; infinite where none does."""
    seen: NDArray[np.uint8]
    """(posts, bytes) at the mode and the first height: one bit a cell, in the order of `np.packbits`."""


@dataclass(frozen=True, slots=True)
class CoverTable(Table):
    """How much of the land is covered."""

    threat: Text
    """Catalogue name of the threat."""
    height_agl_m: F64
    """Height above ground."""
    case: Text
    """low, mode or high, from the defender's side."""
    share_covered: F64
    """Share of the land of the scenario's nations inside the region where a target is more likely confirmed than not."""
    share_twice: F64
    """The same where two sensors or more do; NaN in the low and high case."""
    mean_depth: F64
    """Mean number of sensors that do, over that land; NaN in the low and high case."""


@dataclass(frozen=True, slots=True)
class FoundTable(Table):
    """When a threat on its way to an asset is found, one row an azimuth."""

    threat: Text
    """Catalogue name of the threat."""
    asset: Text
    """Name of the asset."""
    case: Text
    """low, mode or high, from the defender's side."""
    azimuth_rad: F64
    """True bearing from the asset to where the threat comes from."""
    found_to_go_m: F64
    """Distance over the ground to the asset's edge at which the sensor that warns first has confirmed it; 0 where none does."""
    is_at_edge: I64
    """1 where that is as far as the map reaches: it may be seen earlier."""
    warning_s: F64
    """Time from the find, sensor's and network's delays over, to its arrival; 0 where it is never found in time."""
    first_post: Text
    """The sensor that warns first, or finds first where none warns in time; empty where none finds."""


@dataclass(frozen=True, slots=True)
class LossTable(Table):
    """What is lost when one sensor or one connection fails, at the mode and the threat's own height."""

    threat: Text
    """Catalogue name of the threat."""
    kind: Text
    """sensor or connection."""
    name: Text
    """Name of the post, or the two units joined."""
    viewer: Text
    """Nation whose picture is meant."""
    share_lost: F64
    """Share of the land that some sensor alone covered and none does any more."""
    assets_worse: I64
    """Assets whose mean warning falls by a tenth or more."""
    warning_lost_s: F64
    """Mean loss of warning over assets and azimuths."""


@dataclass(frozen=True, slots=True)
class CivilTable(Table):
    """How much of the civil traffic's way the network watches."""

    flow: Text
    """Name of the civil flow."""
    by: Text
    """any, cooperative (transponder needed) or primary (the aircraft need not help)."""
    case: Text
    """low, mode or high."""
    height_agl_m: F64
    """Height above ground of the flow, at the mode."""
    share_watched: F64
    """Share of the length of its routes inside the map where it is more likely confirmed than not."""


@dataclass(frozen=True, slots=True)
class ReachTable(Table):
    """How much of the land fire units reach, layer by layer, whatever the time line says."""

    threat: Text
    """Catalogue name of the threat."""
    height_agl_m: F64
    """Its own height above ground."""
    case: Text
    """low, mode or high."""
    layer: Text
    """any, gun, soft-kill, very-short, short, medium or long."""
    share_reached: F64
    """Share of the land over which at least one unit reaches it."""
    mean_units: F64
    """Mean number of units that do, each like item counted, a unit with several effectors once a layer."""


@dataclass(frozen=True, slots=True)
class LadderTable(Table):
    """What one fire unit with one effector can do against one threat on its way to one asset."""

    threat: Text
    """Catalogue name of the threat."""
    asset: Text
    """Name of the asset."""
    unit: Text
    """Name of the fire unit."""
    effector: Text
    """Catalogue name of what it fires."""
    layer: Text
    """gun, soft-kill, very-short, short, medium or long."""
    case: Text
    """low, mode or high."""
    share_of_azimuths: F64
    """Share of the directions from which it has a look at all."""
    looks_least: I64
    """Fewest looks before impact over all azimuths."""
    looks_median: I64
    """Median looks over all azimuths."""
    looks_most: I64
    """Most looks."""
    first_meeting_to_go_m: F64
    """Distance over the ground from the asset's edge at which the first look meets the threat, below 0 over the asset: median
    of those with a look."""
    first_launch_to_go_s: F64
    """Time to impact in the asset's middle at the first launch: median of those with a look."""
    p_stopped_alone: F64
    """Probability of killing one such threat that comes alone, at the median number of looks and the scenario's doctrine."""


@dataclass(frozen=True, slots=True)
class LooksTable(Table):
    """How many looks all fire units together have at a threat on its way to an asset, one row an azimuth."""

    threat: Text
    """Catalogue name of the threat."""
    asset: Text
    """Name of the asset."""
    case: Text
    """low, mode or high."""
    azimuth_rad: F64
    """True bearing from the asset to where the threat comes from."""
    n_looks: I64
    """Looks of all units, each like item counted."""
    n_units: I64
    """Units and effectors with a look."""


@dataclass(frozen=True, slots=True)
class RungTable(Table):
    """The looks at a threat from two directions of those with any, at the mode: the fewest, and the one in the middle."""

    threat: Text
    """Catalogue name of the threat."""
    asset: Text
    """Name of the asset."""
    azimuth_rad: F64
    """True bearing from the asset to where the threat comes from."""
    n_looks: I64
    """Looks of all units from this direction, each like item counted."""
    unit: Text
    """Name of the fire unit."""
    effector: Text
    """Catalogue name of what it fires."""
    look: I64
    """1 for the unit's first look with this effector, and so on."""
    ready_to_go_s: F64
    """Time to impact in the asset's middle when the unit may first order: found, sent, identified, ordered and made ready."""
    launch_to_go_s: F64
    """Time to impact at this look's launch, first round or jamming."""
    meeting_to_go_s: F64
    """Time to impact when this look meets the threat, or its burst or jamming ends."""


@dataclass(frozen=True)
class Coverage:
    """What a situation sees."""

    scenario: ResolvedScenario
    question: Question
    terrain: Terrain
    frame: Frame
    land: NDArray[np.bool_]
    """(rows, cols): land of the scenario's nations inside the region."""
    posts: tuple[Post, ...]
    maps: Mapping[str, ThreatMaps]
    cover: CoverTable
    found: FoundTable
    losses: LossTable
    civil: CivilTable
    reach: ReachTable
    reach_maps: Mapping[str, Mapping[str, NDArray[np.uint16]]]
    """By threat and layer, at the mode: units that reach a target at the threat's height."""
    ladders: LadderTable
    looks: LooksTable
    rungs: RungTable
    timelines: tuple[str, ...]
    """How long each kind of unit needs, step by step, in words."""
    assumptions: tuple[Assumption, ...]
    notes: tuple[str, ...]
    """What whoever reads a result must know: left-out posts, assumed facings, coarse ground."""
