"""Layers of a defence: which units and effectors reach a point, counted by how far they reach.

The rule, by the mode of the effector's longest reach against aircraft (for guns, jammers and interceptor
drones their own range): up to 10 km very short, up to 20 km short, up to 50 km medium, beyond that long. Guns and
jammers are layers of their own, whatever their range. The words are NATO's, the limits ours: no two
sources draw them alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from belfort.coverage.case import World
from belfort.coverage.engagement.envelope import CannotEngage, Envelope, envelope_of
from belfort.coverage.engagement.ladder import Site
from belfort.coverage.engagement.reach import Volume
from belfort.scenario.resolved import ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.terrain.frame import Frame

Layer = Literal["gun", "soft-kill", "very-short", "short", "medium", "long"]
LAYERS: tuple[Layer, ...] = ("gun", "soft-kill", "very-short", "short", "medium", "long")
LIMITS_M: tuple[tuple[float, Layer], ...] = ((10e3, "very-short"), (20e3, "short"), (50e3, "medium"))
_REACH = ("max_range_aircraft_m", "radius_of_action_m")


@dataclass(frozen=True, slots=True)
class Shooter:
    """One unit with one effector against one target class."""

    unit: ResolvedUnit
    site: Site
    layer: Layer
    envelope: Envelope


def layer_of(effector: ResolvedSystem) -> Layer:
    """Return the layer of an effector by its reach.

    Raises
    ------
    ValueError
        It is no effector with a reach.
    """
    if effector.kind in ("gun", "soft-kill"):
        return "gun" if effector.kind == "gun" else "soft-kill"
    reach = next((effector.figures[name] for name in _REACH if name in effector.figures), None)
    if reach is None:
        raise ValueError(f"'{effector.id}' is a {effector.kind} without a reach; it belongs to no layer")
    for limit_m, layer in LIMITS_M:
        if reach.mode <= limit_m:
            return layer
    return "long"


def shooters(
    scenario: ResolvedScenario, sites: Mapping[str, Site], target_class: str, case: World = "mode"
) -> tuple[tuple[Shooter, ...], tuple[CannotEngage, ...]]:
    """Return every fire unit's effectors that can engage a class, and why the others cannot.

    Parameters
    ----------
    scenario
        Units in reserve or training are left out.
    sites
        Where each fire unit stands, by name.
    target_class, case
        Against what, and at which case of the defender.
    """
    able: list[Shooter] = []
    unable: list[CannotEngage] = []
    for unit in scenario.units:
        if unit.kind != "fire-unit" or not unit.fights:
            continue
        for load in unit.loads:
            effector = scenario.systems[load.effector]
            envelope = envelope_of(effector, target_class, case)
            if isinstance(envelope, CannotEngage):
                unable.append(envelope)
            else:
                able.append(Shooter(unit, sites[unit.name], layer_of(effector), envelope))
    return tuple(able), tuple(dict.fromkeys(unable))


def layers_over(
    able: Iterable[Shooter], x_m: float, y_m: float, ground_msl_m: float, height_agl_m: float
) -> dict[Layer, tuple[Shooter, ...]]:
    """Return who reaches a point of the map at a height above the ground, by layer; sight is not asked."""
    found: dict[Layer, list[Shooter]] = {}
    for shooter in able:
        site, envelope = shooter.site, shooter.envelope
        up_m = ground_msl_m + height_agl_m - site.alt_msl_m
        range_m = float(np.sqrt((x_m - site.x_m) ** 2 + (y_m - site.y_m) ** 2 + up_m**2))
        in_band = height_agl_m >= envelope.min_height_agl_m and up_m <= envelope.max_height_m
        if envelope.min_range_m <= range_m <= envelope.max_range_m and in_band:
            found.setdefault(shooter.layer, []).append(shooter)
    return {layer: tuple(found[layer]) for layer in LAYERS if layer in found}


def count_layer(
    frame: Frame, volumes: Sequence[Volume], height_agl_m: float, weights: Sequence[int] | None = None
) -> NDArray[np.uint16]:
    """Return on a frame how many volumes hold a target at a height above the ground.

    Parameters
    ----------
    frame
        The grid; every volume lies on it.
    volumes
        Of one layer, or of all; sight is in them.
    height_agl_m
        Of the target.
    weights
        Items at each place; None: one each.

    Raises
    ------
    ValueError
        A volume lies on another grid, or the weights are not one a volume.
    """
    weights = [1] * len(volumes) if weights is None else weights
    if len(weights) != len(volumes):
        raise ValueError(f"needs one weight a volume, found {len(weights)} for {len(volumes)}")
    count = np.zeros(frame.shape, dtype=np.uint16)
    for volume, weight in zip(volumes, weights, strict=True):
        if volume.frame != frame:
            raise ValueError("a volume lies on another grid than the count")
        n_rows, n_cols = volume.floor_agl_m.shape
        part = count[volume.row0 : volume.row0 + n_rows, volume.col0 : volume.col0 + n_cols]
        part += np.uint16(weight) * volume.holds(height_agl_m)
    return count
