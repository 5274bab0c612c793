"""The verb: what a situation sees, what it reaches, and how sure that is."""

from collections.abc import Iterator
from math import degrees, inf

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.civil import civil_table, flows_of
from belfort.coverage.cover import Progress, Watched, heights_of, watch
from belfort.coverage.found import found_table
from belfort.coverage.kernels import HALF
from belfort.coverage.losses import loss_table
from belfort.coverage.meeting import can_fire, meet
from belfort.coverage.model import Coverage, CoverageError, CoverTable, Question
from belfort.coverage.posts import Post, posts_of
from belfort.coverage.sensing import why_blind
from belfort.scenario.faults import did_you_mean, listing
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem
from belfort.terrain import Frame, Terrain
from belfort.terrain.load import terrain_for
from belfort.terrain.outline import is_land

MAP_CELL_M = 1000.0
MOST_MAP_CELLS = 3_000_000
HIGHEST_M = 100_000.0


def coverage_of(
    scenario: ResolvedScenario,
    question: Question | None = None,
    *,
    terrain: Terrain | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """Return what a situation sees and reaches, against each threat, at low, mode and high.

    Parameters
    ----------
    scenario
        The base or one of its options.
    question
        Threats, heights, cells and margins; by default all threats of the scenario at their own height and five more.
    terrain
        The ground; by default that of the scenario.
    progress
        Called with words and the share done.

    Raises
    ------
    CoverageError
        A question that cannot be (its threats, heights, cells, azimuths: every fault at once), nobody who looks,
        or cells so coarse that no point lies in the region.
    TerrainError
        The ground cannot be had.

    Notes
    -----
    A cell is covered where a target is more likely confirmed than not by sensors that are independent of each
    other; in truth weather and tactics move them together, which makes joint cover less than told. The low and high
    case take every uncertain figure at once at its worse and its better end: an outer band without a probability.
    """
    question = question or Question()
    told = progress or (lambda _words, _share: None)
    targets = targets_of(scenario, question)
    told("reading the ground", 0.0)
    if terrain is None:
        terrain = terrain_for(
            scenario.region, scenario.terrain.elevation, cell_m=question.cell_m, margin_m=question.margin_m
        )
    stride = stride_of(terrain, question)
    frame = terrain.frame.every(stride)
    posts, notes = _on_the_map(posts_of(scenario), terrain)
    notes += [*_off_the_map(scenario, terrain), *_blind(posts, targets)]
    land = own_land(scenario, frame)
    flows = flows_of(scenario, terrain, stride)
    watched = watch(
        scenario,
        terrain,
        posts,
        targets,
        question,
        (stride, flows),
        lambda words, share: told(words, 0.05 + 0.6 * share),
    )
    met = meet(
        scenario,
        terrain,
        posts,
        targets,
        watched,
        question,
        (stride, land),
        lambda words, share: told(words, 0.65 + 0.3 * share),
    )
    told("adding up", 0.95)
    ladders, looks, reach, rungs = met.tables()
    result = Coverage(
        scenario,
        question,
        terrain,
        frame,
        land,
        posts,
        watched.maps,
        _cover_table(watched, land),
        found_table(scenario, posts, watched, question),
        loss_table(scenario, posts, watched, land),
        civil_table(flows),
        reach,
        met.reach_maps,
        ladders,
        looks,
        rungs,
        _timelines(met.timelines),
        tuple(dict.fromkeys(watched.assumptions)),
        (*notes, *_facings(scenario, posts), *terrain.notes),
    )
    told("done", 1.0)
    return result


def targets_of(scenario: ResolvedScenario, question: Question) -> tuple[ResolvedSystem, ...]:
    """Return the threats asked about, by default every one of the raids and incursions; decoys only when asked.

    Raises
    ------
    CoverageError
        A threat the scenario does not hold or whose height nobody knows, or no threat at all; a height, a cell or
        another number of the question that cannot be.
    """
    own = [g.threat for raid in scenario.raids for g in raid.groups] + [i.threat for i in scenario.incursions]
    known = [name for name, system in scenario.systems.items() if system.kind == "threat"]
    faults = list(_faults_of(question))
    for name in question.threats:
        if name not in known:
            hint = did_you_mean(name, known) or f" It has {listing(known) or 'none'}."
            faults.append(f"{scenario.name} has no threat '{name}'.{hint}")
    wanted = tuple(dict.fromkeys(question.threats or own))
    if not wanted:
        faults.append(
            f"{scenario.name} has no raid and no incursion: name a threat of its catalogue with --threat"
        )
    for name in sorted(set(wanted) & set(known)):
        if not {"cruise_altitude_m", "apogee_m"} & set(scenario.systems[name].figures):
            faults.append(f"nothing is on record of how high '{name}' flies; leave it out with --threat")
    if faults:
        raise CoverageError("; ".join(faults))
    return tuple(scenario.systems[name] for name in sorted(wanted))


def _faults_of(question: Question) -> Iterator[str]:
    for height_m in question.heights_agl_m:
        if not 0.0 < height_m <= HIGHEST_M:
            yield f"a height of {height_m:g} m is not between 0 and {HIGHEST_M:g} m above ground"
    if not 4 <= question.n_azimuths <= 360:
        yield f"{question.n_azimuths} azimuths: 4 to 360 can be asked for"
    for what, cell_m in (("the ground", question.cell_m), ("the maps", question.map_cell_m)):
        if cell_m is not None and not 0.0 < cell_m < inf:
            yield f"cells of {cell_m:g} m for {what}: a cell has a size above 0"
    if not 0.0 <= question.margin_m < inf:
        yield f"a margin of {question.margin_m:g} m: 0 or more can be asked for"
    if not 0.0 < question.p_enough < 1.0:
        yield f"p_enough of {question.p_enough:g}: a probability between 0 and 1 is needed"
    if question.n_threads < 1:
        yield f"{question.n_threads} threads: at least one is needed"


def stride_of(terrain: Terrain, question: Question) -> int:
    """Return every how many cells of the ground a point of the maps lies."""
    cell_m = terrain.frame.cell_m
    stride = max(1, round((question.map_cell_m or MAP_CELL_M) / cell_m))
    n_cells = terrain.height_msl_m.size / stride**2
    if n_cells > MOST_MAP_CELLS:
        stride = int(np.ceil(stride * (n_cells / MOST_MAP_CELLS) ** 0.5))
    return stride


def own_land(scenario: ResolvedScenario, frame: Frame) -> NDArray[np.bool_]:
    """Return which points are land of the scenario's nations inside its region.

    All its land where nobody owns any, and all of the region where there is no land.

    Raises
    ------
    CoverageError
        No point of the frame lies in the region.
    """
    row, col = np.indices(frame.shape)
    lat_rad, lon_rad = frame.at(row, col)
    region = scenario.region
    inside = (lat_rad >= region.south_rad) & (lat_rad <= region.north_rad)
    inside &= (lon_rad >= region.west_rad) & (lon_rad <= region.east_rad)
    if not inside.any():
        raise CoverageError(
            f"no point of the maps lies in the region: cells of {frame.cell_m:g} m are too coarse for it, or the "
            f"ground lies elsewhere; ask for smaller cells with map_cell_m"
        )
    owners = {a.nation for a in scenario.assets if a.nation} or {u.nation for u in scenario.units}
    catalogue = shipped_catalogue()
    isos = {catalogue[n].iso for n in owners if n in catalogue.entries}  # type: ignore[union-attr]
    own = is_land(frame, isos) & inside if isos else np.zeros(frame.shape, bool)
    land = is_land(frame) & inside
    return own if own.any() else land if land.any() else inside


def _on_the_map(posts: tuple[Post, ...], terrain: Terrain) -> tuple[tuple[Post, ...], list[str]]:
    """Return the posts that stand on the grid, and a sentence for those that do not or stand in the sea."""
    kept, notes = [], []
    for post in posts:
        at = post.unit.position
        cell = terrain.frame.cell_of(at.lat_rad, at.lon_rad)
        place = f"{degrees(at.lat_rad):.3f}, {degrees(at.lon_rad):.3f}"
        if cell is None:
            notes.append(
                f"{post.name} stands off the map ({place}) and is left out; a wider margin takes it in."
            )
            continue
        if not terrain.is_land[cell] and post.unit.altitude_msl_m is None:
            notes.append(
                f"{post.name} stands in the sea by the land layer ({place}); its ground is taken as 0 m."
            )
        kept.append(post)
    if not kept:
        raise CoverageError(
            " ".join(["nobody looks: no unit with a sensor fights and stands on the map.", *notes])
        )
    return tuple(kept), notes


def _off_the_map(scenario: ResolvedScenario, terrain: Terrain) -> Iterator[str]:
    """Yield a sentence for fire units and for assets the ground does not reach."""
    off = [
        [x.name for x in things if terrain.frame.cell_of(x.position.lat_rad, x.position.lon_rad) is None]
        for things in ((u for u in scenario.units if can_fire(u)), scenario.assets)
    ]
    if off[0]:
        yield f"Off the map, and so left out of who meets what: {', '.join(off[0])}; a wider margin takes them in."
    if off[1]:
        yield (
            f"Assets off the map, over the ground at its edge and seen on the map alone: {', '.join(off[1])}; "
            f"a wider margin takes them in."
        )


def _blind(posts: tuple[Post, ...], targets: tuple[ResolvedSystem, ...]) -> list[str]:
    """Return a sentence for each kind of sensor that can see none of the targets."""
    notes = {}
    for post in posts:
        reasons = [why_blind(post.sensor, t, overrides=post.unit.figures) for t in targets]
        told = [reason for reason in reasons if reason]
        if len(told) == len(targets):
            words = "; ".join(dict.fromkeys(told))
            notes[post.sensor.id] = f"{post.sensor.id} sees none of the threats: {words}."
    return list(notes.values())


def _facings(scenario: ResolvedScenario, posts: tuple[Post, ...]) -> list[str]:
    assumed = [f"{p.name} {degrees(p.facing_rad):.0f}°" for p in posts if p.is_facing_assumed]
    if not assumed:
        return []
    where = "where the raids come from" if scenario.raids else "away from the assets"
    where = where if scenario.raids or scenario.assets else "south"
    return [f"Assumed to face {where}, for want of facing_deg: {', '.join(assumed)}."]


def _cover_table(watched: Watched, land: NDArray[np.bool_]) -> CoverTable:
    rows = []
    for (threat, case), p in watched.p_low_high.items():
        maps = watched.maps[threat]
        for k, height_m in enumerate(maps.heights_agl_m):
            covered = float((p[k][land] >= HALF).mean())
            depth = maps.depth[k][land] if case == "mode" else None
            twice = np.nan if depth is None else float((depth >= 2).mean())
            mean = np.nan if depth is None else float(depth.mean())
            rows.append((threat, height_m, case, covered, twice, mean))
    threats, heights, cases, shares, twices, means = zip(*rows, strict=True)
    return CoverTable(
        threat=np.array(threats, dtype=object),
        height_agl_m=np.array(heights, dtype=np.float64),
        case=np.array(cases, dtype=object),
        share_covered=np.array(shares),
        share_twice=np.array(twices),
        mean_depth=np.array(means),
    )


def _timelines(lines: dict) -> tuple[str, ...]:
    """Return one time line for each pair of system and effector, in words."""
    return tuple(dict.fromkeys(line.told() for line in lines.values()))[:200]


__all__ = ["coverage_of", "heights_of", "own_land", "stride_of", "targets_of"]
