"""Against which threats is placed, and which figures the covers rest on."""

from collections.abc import Mapping, Sequence

from belfort.coverage.engagement import Envelope, envelope_of
from belfort.coverage.sensing import Assumption, detector_for, why_blind
from belfort.scenario.faults import listing
from belfort.scenario.resolved import Estimate, ResolvedScenario, ResolvedSystem, ResolvedUnit
from belfort.siting.model import SitingError
from belfort.siting.situation.question import By, SiteQuestion
from belfort.siting.situation.scenes import threats_named


def threats_for(
    scenario: ResolvedScenario, units: Sequence[ResolvedUnit], by: By, question: SiteQuestion
) -> tuple[tuple[ResolvedSystem, ...], tuple[str, ...]]:
    """Return the threats that some of the units can engage or see, and a sentence on those left out.

    Raises
    ------
    SitingError
        One that was named cannot be engaged or seen by any of them, or none can.
    """
    able, unable = [], []
    for threat in threats_named(scenario, question):
        reasons = [_why_not(scenario, unit, threat, by) for unit in units]
        if None in reasons:
            able.append(threat)
        else:
            unable.append((threat, "; ".join(dict.fromkeys(str(r) for r in reasons))))
    verb = "engaged" if by == "reach" else "seen"
    if question.threats and unable:
        raise SitingError(
            "\n".join(f"{t.id} cannot be {verb} by any unit to place: {why}" for t, why in unable)
        )
    if not able:
        raise SitingError(
            f"no threat of {scenario.name} can be {verb} by what is to be placed: "
            + "; ".join(why for _, why in unable)
        )
    notes = [f"Against {listing([t.id for t in able])}."]
    notes += [f"Left out: {t.id} ({why})." for t, why in unable]
    return tuple(able), tuple(notes)


def _why_not(scenario: ResolvedScenario, unit: ResolvedUnit, threat: ResolvedSystem, by: By) -> str | None:
    """Return why a unit can do nothing against a threat; None where it can."""
    if by == "reach":
        effectors = [load.effector for load in unit.loads if load.n_ready.high > 0.0]
        found = [envelope_of(scenario.systems[e], str(threat.traits["target_class"])) for e in effectors]
        if any(isinstance(e, Envelope) for e in found):
            return None
        return (
            "; ".join(e.reason for e in found if not isinstance(e, Envelope))
            or f"{unit.system} fires nothing"
        )
    reasons = [why_blind(scenario.systems[s], threat, overrides=unit.figures) for s in unit.sensors]
    return None if None in reasons else "; ".join(str(r) for r in reasons) or f"{unit.system} has no sensor"


def basis_of(
    scenario: ResolvedScenario, units: Sequence[ResolvedUnit], threats: Sequence[ResolvedSystem], by: By
) -> tuple[Mapping[str, Estimate], tuple[Assumption, ...]]:
    """Return the figures that decide who covers what, by words, and what was assumed about sensors."""
    figures: dict[str, Estimate] = {}
    assumptions: dict[Assumption, None] = {}
    for threat in threats:
        for name in ("cruise_altitude_m", "apogee_m", "cruise_speed_mps", "rcs_m2"):
            if name in threat.figures and (by != "reach" or name in ("cruise_altitude_m", "apogee_m")):
                figures[f"{threat.id}: {_words(name)}"] = threat.figures[name]
    for unit in units:
        systems = [scenario.systems[s] for s in unit.sensors]
        for sensor in systems:
            height = unit.figures.get("antenna_height_m") or sensor.figures.get("antenna_height_m")
            if height is not None:
                figures[f"{sensor.id}: antenna height"] = height
        if by == "reach":
            figures |= _reach_figures(scenario, unit, threats)
        else:
            for sensor in systems:
                figures |= {
                    f"{sensor.id}: {_words(n)}": e for n, e in sensor.figures.items() if n not in _ASIDE
                }
                found = [detector_for(sensor, t, overrides=unit.figures) for t in threats]
                assumptions |= dict.fromkeys(a for d in found if d is not None for a in d.assumptions)
    return figures, tuple(assumptions)


_ASIDE = (
    "unit_cost_eur",
    "unit_cost_usd",
    "emplacement_time_s",
    "displacement_time_s",
    "technical_availability_share",
)


def _reach_figures(
    scenario: ResolvedScenario, unit: ResolvedUnit, threats: Sequence[ResolvedSystem]
) -> dict[str, Estimate]:
    found: dict[str, Estimate] = {}
    for load in unit.loads:
        for threat in threats:
            envelope = envelope_of(scenario.systems[load.effector], str(threat.traits["target_class"]))
            if isinstance(envelope, Envelope):
                names = ("min_range_m", "max_range_m", "min_height_agl_m", "max_height_m")
                found |= {
                    f"{load.effector}: {_words(n)}": envelope.basis[n] for n in names if n in envelope.basis
                }
    return found


def _words(name: str) -> str:
    """Return a figure's name in words with its unit: `max range, m`."""
    parts = name.split("_")
    if len(parts) > 1 and parts[-1] in _UNITS:
        return f"{' '.join(parts[:-1])}, {parts[-1]}"
    return " ".join(parts)


_UNITS = ("m", "m2", "mps", "s", "rad", "db", "dbsm", "w", "hz", "share")
