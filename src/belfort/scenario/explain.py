"""A scenario in plain words: what, where, whose, against what, with which uncertainty, and who says so.

Every figure carries a mark of its evidence and sources, `{{A|key;key}}`, which the face that shows the
text turns into a letter and numbers.
"""

from collections import Counter
from dataclasses import dataclass
from math import degrees

from belfort.catalogue.figure import Evidence
from belfort.catalogue.load import Catalogue
from belfort.catalogue.wording import label_of
from belfort.scenario.explain_study import study_lines
from belfort.scenario.phrases import Phrases, grouped, plural, sentence
from belfort.scenario.resolved import (
    ResolvedGroup,
    ResolvedJammer,
    ResolvedLoad,
    ResolvedRaid,
    ResolvedScenario,
    ResolvedUnit,
    ResolvedWeather,
)

_TOLD = {
    "fire-unit": ("unit_cost", "contract_to_delivery", "user_nations"),
    "sensor": ("instrumented_range", "role"),
    "aircraft": ("readiness_to_takeoff",),
    "interceptor-drone": ("max_target_speed", "belgium_contract"),
}
"""Of a system in the background only what a reader of the news asks: price and date."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it, each with its citation marks."""

    title: str
    sentences: tuple[str, ...]


def explain(scenario: ResolvedScenario, catalogue: Catalogue) -> list[Section]:
    """Return the scenario in words, section by section."""
    teller = _Teller(scenario, catalogue)
    sections = [
        Section("What is known", teller.background(scenario.about)),
        Section("What is defended", teller.assets()),
        Section("With what", teller.forces()),
        Section("How it is connected", teller.network()),
        Section("Under which rules", teller.rules()),
        Section("Against what", teller.threats()),
        Section("In which weather", teller.weather()),
        Section("Compared with what", teller.options()),
        Section("How it is computed", teller.study()),
        Section("What is not known", teller.doubt()),
    ]
    return [s for s in sections if s.sentences]


def opening(scenario: ResolvedScenario) -> str:
    """Return the first paragraph: where, when, and that sites are illustrations."""
    region = scenario.region
    box = f"{degrees(region.south_rad):g} to {degrees(region.north_rad):g} N, " + (
        f"{degrees(region.west_rad):g} to {degrees(region.east_rad):g} E"
    )
    n_notional = sum(u.count for u in scenario.units if u.is_notional)
    n_units = sum(u.count for u in scenario.units)
    when = f"{scenario.start.day} {scenario.start:%B %Y, %H:%M} UTC"
    return (
        f"{region.name} ({box}), {when}. {n_notional} of {n_units} units stand on notional sites: illustrations, "
        "not published positions."
    )


def guesses(scenario: ResolvedScenario) -> str:
    """Return the second paragraph: how much of all this was never published."""
    found = [e for _, e in scenario.estimates()]
    n_guess = sum(e.is_guess for e in found)
    share = 100 * n_guess / max(1, len(found))
    return f"{n_guess} of the {len(found)} figures this situation computes with ({share:.0f} %) are guesses."


class _Teller(Phrases):
    """Tells one scenario section by section."""

    def background(self, about: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line for entry_id in about for line in self._entry(entry_id))

    def _entry(self, entry_id: str) -> tuple[str, ...]:
        entry = self.catalogue[entry_id]
        told = _TOLD.get(entry.kind)
        items = [(n, c) for n, c in entry.citations.items() if told is None or n in told]
        return (f"{entry.name}. {entry.summary}", *(f"- {self.fact(n, c)}" for n, c in items))

    def assets(self) -> tuple[str, ...]:
        lines = []
        for kind, group in grouped(self.scenario.assets, lambda a: a.kind):
            names = ", ".join(f"{a.name} ({a.value:g})" for a in group)
            lines.append(f"{len(group)} {plural(kind, len(group))}: {names}.")
        people = sum(a.population for a in self.scenario.assets)
        weights = "The number in brackets is the weight, the scenario's own judgement."
        return (*lines, weights + (f" {people:,} people live in them." if people else "")) if lines else ()

    def forces(self) -> tuple[str, ...]:
        lines = []
        for nation, units in grouped(self.scenario.units, lambda u: u.nation):
            lines.append(f"{self.catalogue[nation].name}:")
            for _, alike in grouped(units, _likeness):
                lines.append("- " + self._units(alike))
        return tuple(lines)

    def _units(self, units: list[ResolvedUnit]) -> str:
        first = units[0]
        n = sum(u.count for u in units)
        name = self.catalogue[first.system].name
        parts = [p for p in (self._loads(first), self._sensors(first), *self._system(first)) if p]
        where = ", ".join(u.position.label for u in units[:4]) + (
            f" and {len(units) - 4} more" if len(units) > 4 else ""
        )
        site = "notional site" if first.is_notional else "site"
        place = f"{site}{'s' if len(units) > 1 else ''}: {where}."
        note = f" {first.note}" if first.note else ""
        told = " ".join([sentence(parts), sentence([place[:-1]])] if parts else [sentence([place[:-1]])])
        return f"{n} x {name}{self._held(first)}. {told}{self._ready(first)}{note}"

    def _held(self, unit: ResolvedUnit) -> str:
        return (
            ""
            if unit.posture == "deployed"
            else f", in {unit.posture}"
            if unit.posture != "alert"
            else ", on alert"
        )

    def _loads(self, unit: ResolvedUnit) -> str:
        return "ready: " + ", ".join(self._load(load) for load in unit.loads) if unit.loads else ""

    def _load(self, load: ResolvedLoad) -> str:
        reach = self.figure(load.effector, "max_range_aircraft") or self.figure(
            load.effector, "effective_range"
        )
        reach = reach or self.figure(load.effector, "range") or self.figure(load.effector, "radius_of_action")
        ballistic = self.figure(load.effector, "max_range_ballistic")
        cannot = getattr(self.catalogue[load.effector], "cannot_engage", ())
        against = (
            f", {ballistic} against ballistic missiles" if ballistic and "ballistic" not in cannot else ""
        )
        name = self.catalogue[load.effector].name
        return f"{self.estimate(load.n_ready, '')} {name} (reach {reach}{against})"

    def _sensors(self, unit: ResolvedUnit) -> str:
        said = []
        for sensor in unit.sensors:
            reach = next((r for r in (self.figure(sensor, p) for p in _SEES) if r), "")
            if unit.kind == "sensor":
                return f"sees {reach}" if reach else ""
            said.append(f"{self.catalogue[sensor].name}{f' ({reach})' if reach else ''}")
        return "sees with " + ", ".join(said) if said else ""

    def _system(self, unit: ResolvedUnit) -> list[str]:
        asked = {
            "fire-unit": (
                "launchers_per_fire_unit",
                "simultaneous_engagements",
                "reaction_time",
                "unit_cost",
            ),
            "aircraft": ("readiness_to_takeoff", "cruise_speed_to_intercept", "cost_per_flight_hour"),
        }.get(unit.kind, ())
        pairs = ((label_of(self.catalogue, p), self.figure(unit.system, p)) for p in asked)
        own = [f"{n} {self.estimate(e, '')} (this unit)" for n, e in unit.figures.items()]
        return [*(f"{label} {text}" for label, text in pairs if text), *own]

    def _ready(self, unit: ResolvedUnit) -> str:
        if unit.ready_from is None:
            return ""
        slip = unit.ready_slip_s
        later = ""
        if slip and slip.high > 0:
            later = f", slipping {self.estimate(slip, 'months', 2_629_800.0)}"
        verdict = (
            " Not ready when the scenario starts." if unit.ready_from > self.scenario.start.date() else ""
        )
        return f" Ready from {unit.ready_from.day} {unit.ready_from:%B %Y}{later}.{verdict}"

    def network(self) -> tuple[str, ...]:
        network = self.scenario.network
        if not network.links and not network.tracks:
            return ()
        after = "fights on alone" if network.fallback == "autonomous" else "holds its fire"
        lines = [f"Control is {network.control}; a unit that loses its command post {after}."]
        for (medium, delay, works), links in grouped(
            network.links, lambda k: (k.medium, k.delay_s, k.p_available)
        ):
            words = (
                f"delay {self.estimate(delay, 's')}, working {self.estimate(works, '%', 0.01)} of the time"
            )
            lines.append(f"{len(links)} directed links over {self.catalogue[medium].name}: {words}.")
        for owner, shares in grouped(network.tracks, lambda t: t.owner):
            viewers = ", ".join(self.catalogue[t.viewer].name for t in shares)
            lines.append(f"Tracks of {self.catalogue[owner].name} go to {viewers}.")
        others = [(s, o) for s, o in network.fire if s != o]
        for shooter, pairs in grouped(others, lambda p: p[0]):
            owners = ", ".join(self.catalogue[o].name for _, o in pairs)
            lines.append(f"{self.catalogue[shooter].name} may fire on tracks of {owners}.")
        return tuple(lines)

    def rules(self) -> tuple[str, ...]:
        rules = self.scenario.rules
        usual = Counter(rules.weapons_control.values()).most_common(1)[0][0]
        other = [f"{c} {s}" for c, s in rules.weapons_control.items() if s != usual]
        lines = [
            f"{rules.footing.capitalize()}; weapons {usual}{': except ' + ', '.join(other) if other else ''}.",
            f"Identification by {', '.join(rules.criteria)} takes {self.estimate(rules.identification_delay_s, 's')}; a civil "
            f"aircraft is taken for hostile with probability {self.estimate(rules.p_civil_taken_hostile, '')}, an attacker "
            f"for civil with {self.estimate(rules.p_hostile_taken_civil, '')}.",
        ]
        doctrine = grouped(rules.engagement, lambda e: (e.effectors, e.order, e.n_salvo, e.n_looks))
        for (effectors, order, n_salvo, n_looks), entries in doctrine:
            classes = ", ".join(e.target_class for e in entries)
            chosen = f"{', then '.join(effectors)}" if order == "listed" and effectors else _ORDER[order]
            use = f", of {', '.join(effectors)}" if effectors and order != "listed" else ""
            shots = f"{n_salvo} shot{'s' if n_salvo > 1 else ''} at a time, {n_looks} look{'s' if n_looks > 1 else ''}"
            lines.append(f"Against {classes}: {shots}, {chosen}{use}.")
        for reserve in rules.reserves:
            kept = (
                f"{100 * reserve.share:g} % of {reserve.effector} is kept for {', '.join(reserve.keep_for)}."
            )
            lines.append(kept)
        return tuple(lines)

    def threats(self) -> tuple[str, ...]:
        lines: list[str] = []
        for raid in self.scenario.raids:
            lines.append(f"{raid.title} ({raid.name}){_rhythm(raid)}:")
            lines += ["- " + self._group(group) for group in raid.groups]
        for one in self.scenario.incursions:
            lines.append(
                f"{one.title} ({one.name}): {self.estimate(one.n_threats, '')} {self.catalogue[one.threat].name} over "
                f"{', '.join(one.over)} for {one.duration_s / 60:g} minutes at {self.estimate(one.height_agl_m, 'm')}"
                f"{'' if one.emits else ', silent to passive receivers'}."
            )
        for civil in self.scenario.civil:
            lines.append(
                f"Civil traffic ({civil.name}): {civil.per_hour:g} {self.catalogue[civil.threat].name.lower()} flights an hour "
                f"on {len(civil.routes)} routes; {100 * civil.p_transponder:g} % with transponder, "
                f"{100 * civil.p_flight_plan:g} % with flight plan. Not to be engaged."
            )
        lines += [self._jammer(jammer) for jammer in self.scenario.jammers]
        return tuple(lines)

    def _jammer(self, one: ResolvedJammer) -> str:
        return (
            f"Jammer {one.name} at {one.position.label}, {one.alt_msl_m:,.0f} m above the sea: "
            f"{self.estimate(one.jam_to_noise_db, 'dB')} over a radar's own noise in the beam at "
            f"{one.reference_range_m / 1e3:g} km, {self.estimate(one.side_lobe_db, 'dB')} beside it."
        )

    def weather(self) -> tuple[str, ...]:
        weather = self.scenario.weather
        if weather == ResolvedWeather():
            return ()
        rain = f"rain of {weather.rain_rate_mm_per_h:g} mm/h" if weather.rain_rate_mm_per_h else "no rain"
        return (
            f"{'Night' if weather.is_night else 'Day'}, {rain}, visibility {weather.visibility_m / 1e3:g} km, "
            f"wind {weather.wind_mps:g} m/s, the same everywhere.",
        )

    def _group(self, group: ResolvedGroup) -> str:
        decoys = ""
        if group.decoy and group.p_decoy:
            decoys = (
                f", of which {self.estimate(group.p_decoy, '%', 0.01)} are {self.catalogue[group.decoy].name}"
            )
        origins = len(group.origins)
        whence = group.origins[0].label if origins == 1 else f"{origins} directions"
        return (
            f"{self.estimate(group.n_threats, '')} {self.catalogue[group.threat].name}{decoys}, from {whence} to "
            f"{', '.join(group.targets)}; speed {self._speed(group)}, height {self._height(group)} above "
            f"{group.altitude_over if not self._is_ballistic(group) else 'ground at the top of the path'}; radar cross-section "
            f"{self.figure(group.threat, 'rcs')}{self._each(group)}."
        )

    def _is_ballistic(self, group: ResolvedGroup) -> bool:
        return self.scenario.systems[group.threat].traits.get("flight") == "ballistic"

    def _speed(self, group: ResolvedGroup) -> str:
        return self.native(group.speed_mps, "m/s")

    def _height(self, group: ResolvedGroup) -> str:
        return self.native(group.altitude_m, "m")

    def _each(self, group: ResolvedGroup) -> str:
        cost = self.figure(group.threat, "unit_cost")
        return f"; cost {cost} each" if cost else ""

    def options(self) -> tuple[str, ...]:
        lines = []
        for name, option in self.scenario.options.items():
            title, summary = self.scenario.option_titles[name]
            before = {u.name: u for u in self.scenario.units}
            after = {u.name: u for u in option.units}
            changes = [*self._come(before, after), *self._gone(before, after), *_changed(before, after)]
            what = "; ".join(changes) or "changes nothing"
            lines.append(f"{name}: {title}. {summary + ' ' if summary else ''}{what[:1].upper()}{what[1:]}.")
            lines += [
                "- " + self._units(alike)
                for _, alike in grouped([u for n, u in after.items() if n not in before], _likeness)
            ]
            lines += self.background(tuple(a for a in option.about if a not in self.scenario.about))
        return tuple(lines)

    def _come(self, before: dict[str, ResolvedUnit], after: dict[str, ResolvedUnit]) -> list[str]:
        new = [u for n, u in after.items() if n not in before]
        return [f"adds {_tally(self.catalogue, new)}"] if new else []

    def _gone(self, before: dict[str, ResolvedUnit], after: dict[str, ResolvedUnit]) -> list[str]:
        old = [u for n, u in before.items() if n not in after]
        return [f"removes {_tally(self.catalogue, old)}"] if old else []

    def study(self) -> tuple[str, ...]:
        return study_lines(self.scenario, self)

    def doubt(self) -> tuple[str, ...]:
        found = [e for _, e in self.scenario.estimates()]
        grades = Counter(e.evidence for e in found)
        n_guess = sum(n for grade, n in grades.items() if grade.is_guess)
        shares = ", ".join(f"{grades[g]} {g.letter} ({g.meaning})" for g in Evidence if grades[g])
        own = sum(e.origin.startswith("scenario:") for e in found)
        default = sum(e.origin.startswith("default:") for e in found)
        return (
            f"The situation rests on {len(found)} figures: {shares}.",
            f"{n_guess} of them, {100 * n_guess / max(1, len(found)):.0f} %, are guesses: nobody published them, "
            f"or nobody here read the page. {own} were set by the author of the scenario and {default} by a default "
            "of the language.",
        )


_ORDER = {
    "listed": "in any order",
    "cheapest-capable-first": "the cheapest capable first",
    "best-kill-first": "the likeliest to kill first",
    "nearest-first": "the nearest first",
}
_SEES = (
    "reference_range",
    "detection_range_free_field",
    "detection_range_piston_uav",
    "uav_200kg_detection_range",
    "detection_range",
)


def _likeness(unit: ResolvedUnit) -> tuple[object, ...]:
    loads = tuple(
        (load.effector, load.n_ready.low, load.n_ready.mode, load.n_ready.high) for load in unit.loads
    )
    return (unit.system, unit.posture, unit.sensors, loads, unit.ready_from, unit.is_notional, unit.note)


def _rhythm(raid: ResolvedRaid) -> str:
    waves = f", {raid.n_waves} waves {raid.wave_interval_s / 60:g} minutes apart" if raid.n_waves > 1 else ""
    return waves + (f", {raid.n_nights} nights in a row" if raid.n_nights > 1 else "")


def _changed(before: dict[str, ResolvedUnit], after: dict[str, ResolvedUnit]) -> list[str]:
    changed = [n for n in before.keys() & after.keys() if before[n] != after[n]]
    return [f"changes {', '.join(sorted(changed))}"] if changed else []


def _tally(catalogue: Catalogue, units: list[ResolvedUnit]) -> str:
    counts = Counter()
    for unit in units:
        counts[unit.system] += unit.count
    return ", ".join(f"{n} x {catalogue[s].name}" for s, n in counts.items())
