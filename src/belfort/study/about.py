"""What a study is about: the words, places and hashes that go with its tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from belfort.catalogue.load import Catalogue
from belfort.records import Table
from belfort.scenario.asked import BASE
from belfort.scenario.resolved import ResolvedAsset, ResolvedScenario, ResolvedUnit
from belfort.study import figures
from belfort.study.settings import Request
from belfort.terrain import Terrain


def titles(scenario: ResolvedScenario) -> dict[str, str]:
    """Return what each compared option is called in running text."""
    told = {name: words[0] for name, words in scenario.option_titles.items()}
    return {name: told.get(name, "As it stands") for name in scenario.asked.compare}


def about(
    scenario: ResolvedScenario,
    tables: Mapping[str, Any],
    terrain: Terrain,
    request: Request,
    catalogue: Catalogue,
    notes: Sequence[str],
) -> dict[str, Any]:
    """Return plain values, ready for JSON; see `book` for what each is."""
    asked = scenario.asked
    return {
        "name": scenario.name,
        "title": scenario.title,
        "summary": " ".join(scenario.summary.split()),
        "question": asked.question or scenario.title,
        "options": _options(scenario),
        "pictures": [
            {
                "name": p.name,
                "raid": p.raid,
                "title": p.title,
                "n_nights": p.n_nights,
                "resupply_share": p.resupply_share,
            }
            for p in asked.pictures
        ],
        "stresses": [{"name": s.name, "title": s.title} for s in asked.stresses],
        "programmes": {p.name: p.title for p in asked.programmes},
        "criteria": [
            {
                "name": c.name,
                "title": c.title,
                "group": c.group,
                "unit": c.unit,
                "measure": c.measure or "",
                "picture": c.picture or "",
                "stress": c.stress or "",
                "worst": c.worst,
                "best": c.best,
                "note": c.note,
            }
            for c in asked.criteria
        ],
        "money": _money(scenario, catalogue),
        "settings": _settings(scenario, terrain, request),
        "map": _map(scenario),
        "references": figures.cited(tables.values(), catalogue),
        "names": _names(scenario, tables, catalogue),
        "notes": [*notes, *terrain.notes],
        "inputs": inputs(scenario, request.file, terrain.sources),
        "guess_share": _guesses(tables),
    }


def inputs(scenario: ResolvedScenario, file: str, ground: Iterable[str]) -> dict[str, Any]:
    """Return what a study is made from: where one of these has changed since, it is stale."""
    return {
        "file": file,
        "scenario_hash": scenario.hash,
        "question_hash": scenario.question_hash,
        "catalogue_hash": scenario.catalogue_hash,
        "options": {name: one.hash for name, one in scenario.options.items()},
        "terrain": list(ground),
    }


def changed(then: Mapping[str, Any], now: Mapping[str, Any], versions: tuple[str, str]) -> list[str]:
    """Return which inputs of a study have changed since, in words; `versions` are the program's then and now."""
    words = {
        "scenario_hash": "the scenario",
        "question_hash": "the question: what is compared, and by what",
        "catalogue_hash": "the catalogue",
        "terrain": "the ground",
    }
    found = [told for key, told in words.items() if then.get(key) != now.get(key)]
    old, new = then.get("options", {}), now.get("options", {})
    found += [f"option '{name}'" for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    return found + ([f"the program: {versions[0]}, now {versions[1]}"] if versions[0] != versions[1] else [])


def _options(scenario: ResolvedScenario) -> list[dict[str, Any]]:
    told = titles(scenario)
    return [
        {
            "name": name,
            "title": told[name],
            "summary": "" if name == BASE else " ".join(scenario.option_titles[name][1].split()),
            "is_reference": i == 0,
        }
        for i, name in enumerate(scenario.asked.compare)
    ]


def _money(scenario: ResolvedScenario, catalogue: Catalogue) -> dict[str, Any]:
    money = scenario.asked.money
    rate = money.discount_percent or catalogue["discount-rate"].figures["real"]
    return {
        "currency": money.currency,
        "price_year": money.price_year,
        "first_year": money.first_year,
        "last_year": money.last_year,
        "payers": [catalogue[p].name for p in money.payers],
        "discount_percent": {
            "low": rate.low,
            "mode": rate.mode,
            "high": rate.high,
            "evidence": str(rate.evidence),
            "sources": list(rate.sources),
        },
    }


def _settings(scenario: ResolvedScenario, terrain: Terrain, request: Request) -> dict[str, Any]:
    setting = request.setting
    return {
        "setting": setting.name,
        "n_worlds": setting.n_worlds,
        "n_replicates": setting.n_replicates,
        "n_money": setting.n_money,
        "n_weights": setting.n_weights,
        "seed": scenario.study.seed,
        "years": list(scenario.study.years),
        "terrain": "; ".join(terrain.sources),
        "is_coarse": terrain.is_coarse,
    }


def _map(scenario: ResolvedScenario) -> dict[str, Any]:
    region = scenario.region
    shared = {u.name: u for u in scenario.units}
    units = [_unit(u, "") for u in shared.values()]
    for name in scenario.asked.compare:
        if name != BASE:
            units += [_unit(u, name) for u in scenario.options[name].units if shared.get(u.name) != u]
    return {
        "west_deg": float(np.degrees(region.west_rad)),
        "south_deg": float(np.degrees(region.south_rad)),
        "east_deg": float(np.degrees(region.east_rad)),
        "north_deg": float(np.degrees(region.north_rad)),
        "units": units,
        "assets": [_asset(a) for a in scenario.assets],
    }


def _unit(unit: ResolvedUnit, option: str) -> dict[str, Any]:
    return {
        "name": unit.name,
        "option": option,
        "system": unit.system,
        "kind": unit.kind,
        "nation": unit.nation,
        "lat_deg": float(unit.position.lat_deg),
        "lon_deg": float(unit.position.lon_deg),
        "is_notional": unit.is_notional,
    }


def _asset(asset: ResolvedAsset) -> dict[str, Any]:
    return {
        "name": asset.name,
        "kind": asset.kind,
        "nation": asset.nation or "",
        "value": asset.value,
        "lat_deg": float(asset.position.lat_deg),
        "lon_deg": float(asset.position.lon_deg),
    }


def _names(scenario: ResolvedScenario, tables: Mapping[str, Table], catalogue: Catalogue) -> dict[str, str]:
    """Return the names in running text of every catalogue entry that a table or the map mentions."""
    mentioned = {u.system for one in (scenario, *scenario.options.values()) for u in one.units}
    mentioned |= {n.id for n in scenario.nations}
    for table in tables.values():
        for column in ("key", "system", "threat"):
            mentioned |= {str(v) for v in table.columns().get(column, ())}
    return {i: catalogue[i].name for i in sorted(mentioned) if i in catalogue.entries}


def _guesses(tables: Mapping[str, Any]) -> dict[str, float | None]:
    drivers = tables["drivers"]
    shares = drivers.share[drivers.measure == "n_leaked"]
    used = tables["figures"]
    return {
        "by_figures": figures.guess_share(used) if len(used) else None,
        "by_variance": float(np.median(shares)) if len(shares) else None,
    }
