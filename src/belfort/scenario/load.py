"""Read, compose, check and resolve a scenario: the one way in."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from belfort.catalogue.load import Catalogue, load_catalogue
from belfort.catalogue.model import Aircraft, FireUnit
from belfort.scenario.compose import compose, example_names, find_file
from belfort.scenario.faults import MOST_FAULTS, Fault, Place, ScenarioError, did_you_mean, listing, shown
from belfort.scenario.force import check_ready, resolve_commanders, resolve_units, units_of
from belfort.scenario.network import resolve_network
from belfort.scenario.options import added_links, apply
from belfort.scenario.read import Located, parse_tree, read_tree
from belfort.scenario.resolve import (
    Context,
    resolve_assets,
    resolve_nations,
    resolve_region,
    resolve_terrain,
    resolve_weather,
)
from belfort.scenario.resolved import (
    ResolvedCivil,
    ResolvedIncursion,
    ResolvedNetwork,
    ResolvedRaid,
    ResolvedScenario,
    ResolvedStudy,
    ResolvedUnit,
    frozen,
)
from belfort.scenario.rules import resolve_rules
from belfort.scenario.study import resolve_question
from belfort.scenario.threats import resolve_civil, resolve_incursions, resolve_jammers, resolve_raids
from belfort.scenario.validate import validate
from belfort.scenario.written import Scenario


@lru_cache(maxsize=1)
def shipped_catalogue() -> Catalogue:
    """Return the shipped catalogue, read once."""
    return load_catalogue()


def load_scenario(name: str | Path, catalogue: Catalogue | None = None) -> ResolvedScenario:
    """Return a scenario, resolved, with its options.

    Parameters
    ----------
    name
        A path, or the name of a shipped example such as "benelux".
    catalogue
        The shipped one unless given.

    Raises
    ------
    ScenarioError
        Names every fault of the file, with its place, at once.
    """
    path = find_file(str(name))
    if path is None:
        names = example_names()
        near = did_you_mean(str(name), names) or f" Shipped scenarios: {listing(names)}."
        raise ScenarioError(
            [Fault(str(name)[:200], None, "", f"there is no such file or shipped scenario.{near}")]
        )
    return resolve_tree(read_tree(path), path.parent, path.stem, catalogue)


def parse_scenario(
    text: str | bytes,
    name: str = "scenario.toml",
    catalogue: Catalogue | None = None,
    folder: Path | None = None,
) -> ResolvedScenario:
    """Return a scenario given as text; raises ScenarioError.

    `extends` looks in `folder`; without one it names shipped examples only, and no file is read.
    """
    raw = text.encode() if isinstance(text, str) else text
    return resolve_tree(parse_tree(raw, name), folder, Path(name).stem, catalogue)


def resolve_tree(
    tree: Located, folder: Path | None, name: str, catalogue: Catalogue | None
) -> ResolvedScenario:
    """Return the resolved scenario of a tree of tables. Raises ScenarioError."""
    written, sound, faults = validate(compose(tree, folder))
    if written is None:
        raise ScenarioError(faults)
    context = Context(written, sound, catalogue or shipped_catalogue(), faults)
    context.known = _known(written, compose(tree, folder) if faults else sound)
    resolved = _resolve(context, name)
    if context.faults:
        raise ScenarioError(context.faults)
    return resolved


def _known(written: Scenario, tree: Any) -> dict[str, set[str]]:
    """Return every name the file gives, also those of items that were left out as faulty."""
    options = _tables(tree.get("options"))
    rows = {
        "assets": _rows(tree.get("assets")),
        "units": [r for table in (tree.get("units"), *(o.get("add") for o in options)) for r in _rows(table)],
        "nations": _rows(tree.get("nations")),
        "systems": [r for o in options for r in _rows(o.get("replace"))],
    }
    return {
        "assets": {r["name"] for r in rows["assets"] if isinstance(r.get("name"), str)},
        "units": {name for r in rows["units"] if isinstance(r.get("name"), str) for name in _names(r)},
        "options": {*written.options, *(tree.get("options") if options else ())},
        "nations": {r["nation"] for r in rows["nations"] if isinstance(r.get("nation"), str)},
        "systems": {r["system"] for r in rows["units"] + rows["systems"] if isinstance(r.get("system"), str)},
    }


def _names(row: dict[str, Any]) -> list[str]:
    """Return the names of a unit as written, sound or not."""
    sites = row.get("sites")
    return [f"{row['name']}-{i + 1}" for i in range(len(sites))] if isinstance(sites, list) else [row["name"]]


def _tables(value: Any) -> list[dict[str, Any]]:
    return [v for v in value.values() if isinstance(v, dict)] if isinstance(value, dict) else []


def _rows(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _resolve(context: Context, name: str) -> ResolvedScenario:
    written, catalogue = context.written, context.catalogue
    _take_part(context)
    region = resolve_region(written.region)
    nations = resolve_nations(context)
    assets = resolve_assets(context, region)
    terrain = resolve_terrain(context)
    base_units = units_of(context, written.units, ("units",))
    base_links = [(link, ("network", "links", i)) for i, link in enumerate(written.network.links)]
    rules = resolve_rules(context, _carried(context))
    raids = resolve_raids(context, assets)
    incursions = resolve_incursions(context)
    civil = resolve_civil(context)
    jammers = resolve_jammers(context)
    weather = resolve_weather(context)
    flying = _flying(raids, incursions, civil)
    study = _study(context)
    asked = resolve_question(context, (*raids, *incursions))
    check_ready(context)

    about: dict[str | None, tuple[str, ...]] = {None: _about(context, written.about, ("about",))}
    for option, content in written.options.items():
        about[option] = _about(context, content.about, ("options", option, "about"))

    def situation(option: str | None) -> ResolvedScenario:
        units = base_units if option is None else apply(context, base_units, option)
        links = base_links if option is None else [*base_links, *added_links(context, option)]
        resolved = resolve_units(context, units, region)
        commanded = resolve_commanders(context, nations, resolved)
        network = resolve_network(context, resolved, links)
        return ResolvedScenario(
            name=name,
            option=option,
            title=written.title,
            summary=written.summary,
            region=region,
            terrain=terrain,
            start=written.dates.start,
            assets=assets,
            nations=commanded,
            units=resolved,
            systems=frozen({i: context.system(i) for i in sorted(flying | _standing(resolved, network))}),
            network=network,
            rules=rules,
            raids=raids,
            incursions=incursions,
            civil=civil,
            jammers=jammers,
            weather=weather,
            study=study,
            catalogue_hash=catalogue.hash,
            options=frozen({}),
            option_titles=frozen({k: (o.title, o.summary) for k, o in written.options.items()}),
            about=about[option],
            sources=frozen(dict(written.sources)),
            asked=asked,
        )

    base = situation(None)  # first: an option does not tell the faults of the base again
    return replace(base, options=frozen({option: situation(option) for option in written.options}))


def _about(context: Context, names: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """Return the ids of catalogue entries of any kind."""
    found = []
    for i, name in enumerate(names):
        entry = context.catalogue.find(name)
        if entry is None:
            context.fault(
                (*place, i), f"unknown catalogue entry {shown(name)}.{context.catalogue.suggest(name)}"
            )
        else:
            found.append(entry.id)
    return tuple(found)


def _take_part(context: Context) -> None:
    """Replace the names of the nations that take part by their ids, before anything refers to them."""
    quiet = Context(context.written, context.tree, context.catalogue, [], {}, {"nations": set()})
    ids = (quiet.nation(name, ()) for name in sorted(context.known["nations"])[:MOST_FAULTS])
    context.known["nations"] = {i for i in ids if i}


def _carried(context: Context) -> set[str]:
    """Return all that any unit, here or in an option, can fire."""
    entries = (context.catalogue.find(s) for s in context.known["systems"])
    return {load.effector for e in entries if isinstance(e, (FireUnit, Aircraft)) for load in e.loads}


def _standing(units: tuple[ResolvedUnit, ...], network: ResolvedNetwork) -> set[str]:
    """Return the systems that stand there in this situation: not those of other options."""
    ids = {u.system for u in units} | {s for u in units for s in u.sensors}
    return ids | {load.effector for u in units for load in u.loads} | {link.medium for link in network.links}


def _flying(
    raids: tuple[ResolvedRaid, ...],
    incursions: tuple[ResolvedIncursion, ...],
    civil: tuple[ResolvedCivil, ...],
) -> set[str]:
    """Return the threats, decoys and civil aircraft of every raid, incursion and flow."""
    groups = [g for raid in raids for g in raid.groups]
    ids = {g.threat for g in groups} | {g.decoy for g in groups if g.decoy}
    return ids | {one.threat for one in incursions} | {one.threat for one in civil}


def _study(context: Context) -> ResolvedStudy:
    study = context.written.study
    if any(not 0 < b < 1 for b in study.bands):
        wrong = next(b for b in study.bands if not 0 < b < 1)
        context.fault(("study", "bands"), f"a band lies between 0 and 1, both excluded, found {wrong:g}")
    return ResolvedStudy(
        study.seed,
        study.replications,
        study.worlds,
        study.uncertain,
        tuple(sorted(set(study.bands))),
        tuple(sorted(set(study.years))),
    )
