"""Made-up studies: tables that fit each other, without a simulation. No figure here is of a real system."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import norm

from belfort.records import Provenance, Table
from belfort.records.columns import columns_of, text_column
from belfort.study.book import Book
from belfort.study.tables import TABLES

OPTIONS = ("base", "guns", "missiles")
TITLES = {"base": "As it stands", "guns": "Four gun batteries", "missiles": "One missile battery"}
PICTURES = {"drones": "Drone night", "mixed": "Mixed raid", "ballistic": "Ballistic salvo"}
LEAKERS = {
    "drones": {"base": 14.2, "guns": 5.1, "missiles": 11.8},
    "mixed": {"base": 9.3, "guns": 7.6, "missiles": 4.9},
    "ballistic": {"base": 6.0, "guns": 6.0, "missiles": 3.1},
}
LIFE = {"base": 0.0, "guns": 640.0, "missiles": 1890.0}
FIRST = {"guns": (0.44, 0.41), "missiles": (0.55, 0.58), "base": (0.01, 0.01)}
ASSETS = (
    ("Port", 80.0, "BE", 51.3, 4.3),
    ("Air base", 60.0, "NL", 51.6, 5.0),
    ("Power station", 90.0, "BE", 50.9, 5.3),
)
HOSTILE = '<script>alert("x")</script>'


def table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return a table of a study from rows; a column that a row lacks is NaN, 0, False or empty."""
    kind = TABLES[name]
    blank = {"f": float("nan"), "i": 0, "b": False, "O": ""}
    made = {}
    for column in columns_of(kind):
        dtype = np.dtype(column.dtype)
        values = [row.get(column.name, blank[dtype.kind]) for row in rows]
        made[column.name] = text_column(values) if dtype.kind == "O" else np.array(values, dtype)
    return kind(**made)


def book(about: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Book:
    """Return a study; tables that are not given are empty."""
    origin = Provenance(
        "0.1.0", "5" * 64, "c" * 64, 7, datetime(2026, 3, 4, 5, 6, tzinfo=UTC), "belfort study"
    )
    return Book(about, {name: table(name, rows.get(name, ())) for name in TABLES}, origin)


def about_of(
    options: Sequence[str] = OPTIONS, *, title: str = "Short-range air defence of the delta"
) -> dict[str, Any]:
    """Return what a study is about."""
    return {
        "name": "delta",
        "title": title,
        "summary": "A made-up region with three things to defend.",
        "question": "Should the delta buy guns, a missile battery, or nothing?",
        "options": [
            {"name": o, "title": TITLES[o], "summary": f"What “{TITLES[o]}” is.", "is_reference": i == 0}
            for i, o in enumerate(options)
        ],
        "pictures": [
            {"name": p, "raid": p, "title": t, "n_nights": 3 if p == "drones" else 1, "resupply_share": 0.5}
            for p, t in PICTURES.items()
        ],
        "stresses": [
            {"name": "no-radar", "title": "The long-range radar is gone"},
            {"name": "no-link", "title": "The link to the neighbour is cut"},
        ],
        "criteria": [
            {"name": n, "title": t, "group": g, "unit": u, "measure": m, "picture": p, "stress": None}
            | {"worst": w, "best": b, "note": "A made-up scale."}
            for n, t, g, u, m, p, w, b in CRITERIA
        ],
        "money": {
            "currency": "EUR",
            "price_year": 2026,
            "first_year": 2027,
            "last_year": 2046,
            "payers": ["NL", "BE"],
            "discount_percent": {
                "low": 1.0,
                "mode": 2.25,
                "high": 4.0,
                "evidence": "B: official",
                "sources": ["rate-nl"],
            },
        },
        "settings": {
            "setting": "standard",
            "n_replicates": 800,
            "n_worlds": 64,
            "seed": 7,
            "years": [2028, 2030, 2032],
            "terrain": "Copernicus GLO-90",
            "is_coarse": False,
        },
        "map": _map(options),
        "references": {
            "rate-nl": {
                "title": "Discount rate of the state",
                "url": "https://example.org/rate",
                "date": "2025-11-01",
                "kind": "official",
            },
            "press-1": {
                "title": "A contract <announced> & signed",
                "url": "javascript:alert(1)",
                "date": "2024",
                "kind": "press",
            },
            "press-2": {
                "title": "A delivery that slipped",
                "url": "https://example.org/slip",
                "date": "2025",
                "kind": "press",
            },
        },
        "names": {"gun-1": "Gun system One", "missile-1": "Missile system One"},
        "notes": ["Losses among the crews are left out: no public figure."],
        "inputs": {
            "file": "delta.toml",
            "scenario_hash": "5" * 64,
            "question_hash": "9" * 64,
            "catalogue_hash": "c" * 64,
            "options": {o: f"{i}" * 64 for i, o in enumerate(options)},
            "terrain": "a" * 64,
        },
        "guess_share": {"by_figures": 0.31, "by_variance": 0.47},
    }


CRITERIA = (
    ("drones", "Drones that leak", "performance", "leakers", "performance.n_leaked", "drones", 20.0, 0.0),
    (
        "mixed",
        "Leakers of a mixed raid",
        "performance",
        "leakers",
        "performance.n_leaked",
        "mixed",
        12.0,
        0.0,
    ),
    (
        "ballistic",
        "Ballistic leakers",
        "performance",
        "leakers",
        "performance.n_leaked",
        "ballistic",
        8.0,
        0.0,
    ),
    ("users", "Users in the alliance", "allies", "users", "allies.n_users", None, 0.0, 20.0),
    ("ready", "All units ready", "time", "year", "time.all_units", None, 2036.0, 2028.0),
)


def _map(options: Sequence[str]) -> dict[str, Any]:
    units = [
        ("radar-1", "", "radar-1", "sensor", "NL", 51.5, 4.6, False),
        ("post", "", "post-1", "c2", "BE", 51.1, 4.8, False),
        *(("gun-a guns", "guns", "gun-1", "fire-unit", "BE", 51.25, 4.4, True) for _ in "1"),
        ("gun-b", "guns", "gun-1", "fire-unit", "BE", 50.95, 5.2, True),
        ("battery", "missiles", "missile-1", "fire-unit", "NL", 51.4, 4.9, True),
    ]
    names = ("name", "option", "system", "kind", "nation", "lat_deg", "lon_deg", "is_notional")
    return {
        "west_deg": 3.6,
        "south_deg": 50.6,
        "east_deg": 6.0,
        "north_deg": 52.0,
        "units": [dict(zip(names, u, strict=True)) for u in units if u[1] in ("", *options)],
        "assets": [
            {"name": a, "kind": "site", "nation": n, "value": v, "lat_deg": lat, "lon_deg": lon}
            for a, v, n, lat, lon in ASSETS
        ],
    }


def _bands(mean: float, wide: float = 0.6) -> dict[str, float]:
    return {
        "mean": mean,
        "median": 0.96 * mean,
        "low50": mean * (1 - 0.4 * wide),
        "high50": mean * (1 + 0.4 * wide),
        "low90": mean * (1 - wide),
        "high90": mean * (1 + 1.2 * wide),
        "unknown_low90": mean * (1 - 0.7 * wide),
        "unknown_high90": mean * (1 + 0.8 * wide),
        "at_mode": 0.93 * mean,
        "error": 0.03 * mean,
    }


def _coverage_rows() -> list[dict[str, Any]]:
    rows = []
    for option, k in zip(OPTIONS, (0.4, 0.6, 0.7), strict=True):
        for measure, unit, size in (
            ("land seen", "share", 1.0),
            ("land reached", "share", 0.5),
            ("warning", "minutes", 12.0),
        ):
            mode = k * size
            rows.append(
                {
                    "option": option,
                    "threat": "gun-1",
                    "measure": measure,
                    "unit": unit,
                    "low": 0.8 * mode,
                    "mode": mode,
                }
                | {"high": 1.2 * mode}
            )
    return rows


def performance_rows(options: Sequence[str] = OPTIONS) -> list[dict[str, Any]]:
    """Return leakers by picture, stress and year, with leakers by cause and whether none leaks."""
    rows = []
    for option, picture in product(options, PICTURES):
        mean = LEAKERS[picture][option]
        at = {"option": option, "picture": picture, "stress": "", "year": 0}
        rows.append({**at, "measure": "n_leaked", "key": "", **_bands(mean)})
        rows.append({**at, "measure": "n_armed", "key": "", **_bands(24.0, 0.1)})
        rows.append({**at, "measure": "is_no_leaker", "key": "", **_bands(0.02 + 0.4 / mean, 0.3)})
        rows += [
            {**at, "measure": "n_leaked_for", "key": k, **_bands(s * mean)}
            for k, s in (("not seen", 0.3), ("magazine empty", 0.7))
        ]
        for i, stress in enumerate(("no-radar", "no-link")):
            rows.append(
                {**at, "stress": stress, "measure": "n_leaked", "key": "", **_bands(mean * (1.5 - 0.3 * i))}
            )
        for year in (2028, 2030, 2032):
            start = LEAKERS[picture]["base"]
            now = mean + (start - mean) * max(0.0, (2031 - year) / 3)
            rows.append({**at, "year": year, "measure": "n_leaked", "key": "", **_bands(now)})
    return rows


def full() -> Book:
    """Return a study of three options against three pictures, with every table filled."""
    rows = {
        "performance": performance_rows(),
        "coverage": _coverage_rows(),
        **_performance_tables(),
        **_cost_tables(),
        **_other_tables(),
        **_decision_tables(),
    }
    return book(about_of(), rows)


def _performance_tables() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {"differences": [], "regret": [], "protection": [], "drivers": []}
    for option, picture in product(OPTIONS, PICTURES):
        means = LEAKERS[picture]
        gap, best = means[option] - means["base"], min(means.values())
        if option != "base":
            band = {"mean": gap, "low90": gap - 3.0, "high90": gap + 2.5, "unknown_low90": gap - 1.5}
            band |= {"unknown_high90": gap + 1.2, "error": 0.2, "p_better": 0.5 if gap == 0 else 0.97}
            rows["differences"].append(
                {
                    "option": option,
                    "other": "base",
                    "picture": picture,
                    "measure": "n_leaked",
                    "key": "",
                    **band,
                }
            )
        lost = means[option] - best
        rows["regret"].append(
            {
                "option": option,
                "picture": picture,
                "measure": "n_leaked",
                "value": means[option],
                "best": best,
            }
            | {"regret": lost, "regret_low90": 0.7 * lost, "regret_high90": 1.4 * lost}
        )
        for i, (asset, value, nation, *_) in enumerate(ASSETS):
            n = means[option] * (0.5, 0.3, 0.2)[i]
            rows["protection"].append(
                {
                    "option": option,
                    "picture": picture,
                    "asset": asset,
                    "value": value,
                    "nation": nation,
                    "n_leaked": n,
                }
                | {"n_leaked_low90": 0.4 * n, "n_leaked_high90": 1.7 * n, "p_hit": 1 - 0.5**n}
            )
    for option in OPTIONS:
        worst = max(LEAKERS[p][option] / max(LEAKERS[p].values()) for p in PICTURES)
        rows["regret"].append(
            {
                "option": option,
                "picture": "",
                "measure": "n_leaked",
                "value": worst,
                "best": 0.55,
                "regret": worst - 0.55,
            }
            | {"regret_low90": 0.8 * (worst - 0.55), "regret_high90": 1.2 * (worst - 0.55)}
        )
    causes = (
        ("Chance that a gun stops a drone", 0.41, True),
        ("Reaction time", 0.22, False),
        ("Shots carried", 0.1, True),
    )
    for (label, share, guess), picture in product(causes, PICTURES):
        rows["drivers"].append(
            {
                "option": "missiles",
                "other": "guns",
                "picture": picture,
                "measure": "n_leaked",
                "figure": label,
            }
            | {"label": label, "share": share, "low": 0.7 * share, "high": 1.3 * share, "is_guess": guess}
            | {"evidence": "F: guess" if guess else "C: press"}
        )
    return rows


ITEMS = (
    ("acquisition", "launchers", 0.30, "C: press", False, False),
    ("acquisition", "interceptor stock", 0.20, "C: notice of a foreign sale", False, True),
    ("acquisition", "infrastructure", 0.08, "F: guess", True, False),
    ("operation", "personnel", 0.24, "B: official", False, False),
    ("operation", "maintenance", 0.15, "F: guess", True, False),
    ("disposal", "disposal", 0.03, "F: guess", True, False),
)


SPREAD = 0.17
"""Of the logarithm of a cost."""


def _cost_at(mean: float, p: float) -> float:
    return float(mean * np.exp(SPREAD * norm.ppf(p) - 0.5 * SPREAD**2))


def _cost_tables() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        "cost_items": [],
        "cost_totals": [],
        "cost_curve": [],
        "budget": [],
        "effect": [],
    }
    for option in ("guns", "missiles"):
        life = LIFE[option]
        for phase, item, share, evidence, guess, ceiling in ITEMS:
            mode = 0.9 * share * life
            rows["cost_items"].append(
                {
                    "option": option,
                    "programme": option,
                    "phase": phase,
                    "item": item,
                    "n": 4.0 if item == "launchers" else np.nan,
                }
                | {
                    "low": 0.7 * mode,
                    "mode": mode,
                    "high": 1.8 * mode,
                    "mean": share * life,
                    "evidence": evidence,
                }
                | {
                    "is_guess": guess,
                    "is_ceiling": ceiling,
                    "sources": "press-1" if not guess else "",
                    "note": "By analogy.",
                }
            )
        for what, basis, mean in (
            ("acquisition", "constant prices", 0.58 * life),
            ("life cycle", "constant prices", life),
            ("life cycle", "present value", 0.8 * life),
            ("life cycle", "nominal", 1.25 * life),
        ):
            rows["cost_totals"].append(
                {
                    "option": option,
                    "what": what,
                    "basis": basis,
                    "sum_of_modes": 0.9 * mean,
                    "p_sum_of_modes": float(norm.cdf((np.log(0.9) + 0.5 * SPREAD**2) / SPREAD)),
                }
                | {"mean": mean, **{f"p{k}": _cost_at(mean, k / 100) for k in (10, 50, 80, 90)}}
                | {"guess_share": 0.38}
            )
        for what, mean in (("acquisition", 0.58 * life), ("life cycle", life)):
            for p in np.linspace(0.01, 0.99, 50):
                rows["cost_curve"].append({"option": option, "what": what, "p": p, "cost": _cost_at(mean, p)})
        for year in range(2027, 2047):
            mean = life * (0.58 / 4 if 2028 <= year < 2032 else 0.42 / 16)
            over = 0.3 if option == "missiles" and 2028 <= year < 2032 else 0.0
            rows["budget"].append(
                {
                    "option": option,
                    "year": year,
                    "phase": "all",
                    "mean": mean,
                    "p50": 0.98 * mean,
                    "p80": 1.2 * mean,
                }
                | {"ceiling": 300.0 if year < 2035 else np.nan, "p_over": over if year < 2035 else np.nan}
            )
        rows["effect"] += [
            {
                "option": option,
                "picture": "drones",
                "measure": "cost a kill",
                "unit": "EUR",
                "mean": 9.4e4,
                "low90": 5e4,
                "high90": 2e5,
            },
            {"option": option, "picture": "", "measure": "cost an asset-year", "unit": "million EUR"}
            | {"mean": life / 60, "low90": life / 80, "high90": life / 40},
        ]
    rows["shares"] = [
        {
            "option": "guns",
            "system": "skyranger-30",
            "nation": nation,
            "rule": rule,
            "n_units": n,
            "alone": 40.0 * n,
        }
        | {"share": 36.0 * n, "low90": 30.0 * n, "high90": 44.0 * n, "p_stable": stable}
        for rule, stable in (("by units", 0.82), ("Shapley", 1.0))
        for nation, n in (("belgium", 9.0), ("luxembourg", 1.0))
    ]
    return rows


def _other_tables() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        "allies": [],
        "milestones": [],
        "activities": [],
        "ready": [],
        "figures": [],
    }
    for option, system, users, near in (("guns", "gun-1", 6.0, 1.0), ("missiles", "missile-1", 13.0, np.nan)):
        at = {
            "option": option,
            "system": system,
            "evidence": "B: official",
            "sources": "rate-nl",
            "as_of": "2026-01",
        }
        rows["allies"] += [
            {
                **at,
                "topic": "users",
                "criterion": "users in the alliance",
                "is_known": True,
                "value": users,
                "unit": "nations",
                "words": "",
            },
            {
                **at,
                "topic": "neighbours",
                "criterion": "neighbours that use it",
                "is_known": near == near,
                "value": near,
                "unit": "nations",
            },
            {
                **at,
                "topic": "data links",
                "criterion": "Link 16",
                "is_known": True,
                "words": "yes, by a gateway",
                "value": np.nan,
            },
            {
                **at,
                "topic": "release",
                "criterion": "third-party release",
                "is_known": True,
                "words": "not needed",
                "is_guess": True,
            },
        ]
        start = 2029.2 if option == "guns" else 2031.4
        for milestone, shift in (("contract", -2.0), ("first unit", 0.0), ("all units", 1.5)):
            mid = start + shift
            rows["milestones"].append(
                {
                    "option": option,
                    "programme": option,
                    "milestone": milestone,
                    "planned": mid - 0.8,
                    "pert": mid - 0.5,
                }
                | {"p10": mid - 0.6, "p50": mid, "p80": mid + 0.9, "p90": mid + 1.4}
            )
        for i, (activity, critical, guess) in enumerate(
            (("contract", 1.0, False), ("production", 0.8, False), ("training", 0.2, True))
        ):
            rows["activities"].append(
                {
                    "option": option,
                    "programme": option,
                    "activity": activity,
                    "low": 6.0,
                    "mode": 12.0,
                    "high": 26.0,
                }
                | {
                    "start_p50": start - 2 + 0.8 * i,
                    "end_p50": start - 1 + 0.8 * i,
                    "p_critical": critical,
                    "cruciality": 0.7 * critical,
                }
                | {"evidence": "F: guess" if guess else "C: press", "is_guess": guess, "sources": "press-2"}
            )
        for k in range(60):
            month = 2028.0 + k / 12
            n = 4.0 / (1.0 + np.exp(-3.0 * (month - start)))
            rows["ready"].append(
                {
                    "option": option,
                    "system": system,
                    "month": month,
                    "n_mean": n,
                    "n_p10": np.floor(n),
                    "n_p90": np.ceil(n),
                }
            )
    rows["figures"] = [
        {
            "place": "gun-1.p_kill_drone",
            "figure": "F0001",
            "low": 0.3,
            "mode": 0.5,
            "high": 0.7,
            "unit": "",
            "evidence": "F: guess",
        }
        | {"is_guess": True, "sources": "", "used_for": "raid"},
        {
            "place": "missile-1.reaction_s",
            "figure": "F0002",
            "low": 8.0,
            "mode": 10.0,
            "high": 20.0,
            "unit": "s",
            "evidence": "C: press",
        }
        | {"is_guess": False, "sources": "press-1", "used_for": "raid"},
        {
            "place": "guns.launchers",
            "figure": "",
            "low": 150.0,
            "mode": 173.0,
            "high": 311.0,
            "unit": "million EUR",
            "evidence": "C: press",
        }
        | {"is_guess": False, "sources": "press-1 press-2", "used_for": "cost"},
    ]
    return rows


VALUES = {"base": (29, 22, 25, 0, 100), "guns": (75, 37, 25, 30, 66), "missiles": (41, 59, 61, 65, 39)}
BENEFIT = {"base": 28.0, "guns": 50.0, "missiles": 54.0}


def _decision_tables() -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("matrix", "weights", "ranking", "ranks", "central", "flips", "region")
    }
    swings = (100.0, 80.0, 60.0, 30.0, 40.0)
    for k, (name, title, group, unit, _, _, worst, best) in enumerate(CRITERIA):
        share = swings[k] / sum(swings)
        rows["weights"].append(
            {
                "criterion": name,
                "swing_low": 0.7 * swings[k],
                "swing_mode": swings[k],
                "swing_high": min(100.0, 1.3 * swings[k]),
            }
            | {"weight": share, "weight_low90": 0.75 * share, "weight_high90": 1.25 * share}
        )
        for option in OPTIONS:
            mode = worst + (best - worst) * VALUES[option][k] / 100
            missing = name == "users" and option == "base"
            rows["matrix"].append(
                {
                    "option": option,
                    "criterion": name,
                    "title": title,
                    "group": group,
                    "unit": unit,
                    "worst": worst,
                    "best": best,
                }
                | {
                    "low": np.nan if missing else mode - 0.1 * abs(worst - best),
                    "mode": np.nan if missing else mode,
                }
                | {
                    "high": np.nan if missing else mode + 0.1 * abs(worst - best),
                    "value": VALUES[option][k],
                    "is_missing": missing,
                }
                | {
                    "p_outside": 0.02,
                    "evidence": "simulated" if group == "performance" else "B: official",
                    "guess_share": 0.4 if k < 3 else 0.0,
                }
                | {"sources": "" if k < 3 else "rate-nl"}
            )
            rows["central"].append(
                {
                    "option": option,
                    "criterion": name,
                    "weight": np.nan if option == "base" else 0.2 + (0.05 if k < 2 else -0.03),
                }
            )
    for option, weights in product(OPTIONS, ("stated", "ordinal", "unknown")):
        p = FIRST[option][0] if weights == "stated" else FIRST[option][1]
        rows["ranking"].append(
            {
                "option": option,
                "weights": weights,
                "benefit": BENEFIT[option],
                "benefit_low90": BENEFIT[option] - 9,
            }
            | {
                "benefit_high90": BENEFIT[option] + 9,
                "p_first": p,
                "p_first_error": 0.01,
                "confidence": 0.6 if option != "base" else np.nan,
            }
            | {"promethee": {"base": -0.4, "guns": 0.1, "missiles": 0.3}[option]}
            | {
                "cost_p50": np.nan if option == "base" else 0.98 * LIFE[option],
                "p_on_front": {"base": 1.0, "guns": 0.9, "missiles": 0.6}[option],
            }
        )
        rows["ranks"] += [
            {
                "option": option,
                "weights": weights,
                "rank": r,
                "p": p if r == 1 else (1 - p) * (0.7, 0.3)[r - 2],
            }
            for r in (1, 2, 3)
        ]
    rows["flips"] = [
        {
            "option": "missiles",
            "other": "guns",
            "criterion": "drones",
            "what": "weight",
            "now": 0.32,
            "flips_at": 0.41,
        }
        | {
            "words": "“Four gun batteries” takes the lead when drones that leak weigh more than 41 %, not 32 %."
        },
        {
            "option": "missiles",
            "other": "base",
            "criterion": "users",
            "what": "weight",
            "now": 0.1,
            "flips_at": np.nan,
        }
        | {"words": "No weight of users in the alliance makes “As it stands” the first."},
    ]
    for i, j in product(range(13), range(13)):
        if i + j <= 12:
            a, b = i / 12, j / 12
            who = "guns" if a > 0.5 else "missiles" if b > 0.2 else "base"
            rows["region"].append(
                {
                    "option": who,
                    "first": a,
                    "second": b,
                    "third": 1 - a - b,
                    "lead": 4.0,
                    "p_first": 0.5 + 0.4 * a,
                }
            )
    return rows


def alone() -> Book:
    """Return a study of one option that stands by itself."""
    only = ("base",)
    rows = {
        name: [r for r in found if r.get("option", "base") == "base"] for name, found in _of_base().items()
    }
    return book(about_of(only), rows)


def _of_base() -> dict[str, list[dict[str, Any]]]:
    return {"performance": performance_rows(("base",)), "figures": _other_tables()["figures"]}


def bare() -> Book:
    """Return a study that knows nothing but leakers: three options, no cost, time, allies or decision."""
    about = about_of(title=f"A raid {HOSTILE}") | {
        "question": f"Why? {HOSTILE}",
        "criteria": [],
        "stresses": [],
    }
    about |= {"guess_share": None, "references": {}, "notes": [], "map": None}
    rows = [r for r in performance_rows() if not r["stress"] and not r["year"] and r["measure"] == "n_leaked"]
    return book(about, {"performance": rows})


def nothing() -> Book:
    """Return a study whose every table is empty."""
    return book(about_of(("base",)) | {"pictures": [], "guess_share": None}, {})
