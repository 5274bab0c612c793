"""The catalogue against the facts it was made from, and its derived figures against their parts."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from belfort.catalogue import Catalogue, Figure, load_catalogue
from belfort.catalogue.docs import guess_shares
from verification.row import row

FACTS = Path(__file__).resolve().parents[1].parent / "shared/facts"
Parts = tuple[str | float, ...]
DERIVED: list[tuple[str, str, Parts]] = [
    # derived figure, how, and its parts: figures of the catalogue, or numbers its note gives
    (
        "nasams/ready_missiles_per_fire_unit",
        "x",
        ("nasams/launchers_per_fire_unit", "nasams/missiles_per_launcher"),
    ),
    (
        "iris-t-slm/ready_missiles",
        "x",
        ("iris-t-slm/launchers_per_fire_unit", "iris-t-slm/missiles_per_launcher"),
    ),
    (
        "belgium-luxembourg-nasams/implied_cost_per_system",
        "/",
        ("belgium-luxembourg-nasams/value", "belgium-luxembourg-nasams/systems_total"),
    ),
    (
        "belgium-luxembourg-nasams/implied_cost_per_launcher",
        "/",
        ("belgium-luxembourg-nasams/implied_cost_per_system", "nasams-belgium/launchers_per_fire_unit"),
    ),
    ("pac-3-mse/unit_cost_contract_average", "/", ("us-pac-3-mse-2025/value", 1970.0)),
    (
        "switzerland-patriot/operating_cost_30y",
        "-",
        ("switzerland-patriot/lifecycle_cost_30y", "switzerland-patriot/procurement_cost"),
    ),
    (
        "switzerland-patriot/annual_operating_cost_per_fire_unit",
        "/",
        ("switzerland-patriot/operating_cost_30y", 30.0, 5.0),
    ),
    (
        "switzerland-patriot/om_share_of_lcc",
        "/",
        ("switzerland-patriot/operating_cost_30y", "switzerland-patriot/lifecycle_cost_30y"),
    ),
    (
        "switzerland-patriot/annual_om_as_share_of_procurement",
        "/",
        ("switzerland-patriot/operating_cost_30y", 30.0, "switzerland-patriot/procurement_cost"),
    ),
    (
        "us-army-patriot-operation/annual_operating_cost_per_battery",
        "/",
        ("us-army-patriot-operation/annual_operating_cost_per_battalion", 4.0),
    ),
    ("poland-san/implied_cost_per_battery", "/", ("poland-san/value", "poland-san/batteries")),
    ("lithuania-nasams/implied_cost_per_battery_2017", "/", ("lithuania-nasams/value_2017", 2.0)),
    ("denmark-gbad/implied_lcc_per_system", "/", (7.77e9, "denmark-gbad/systems")),
    ("norway-nasams-replacement/implied_cost_per_launcher_plus_half_fdc", "/", (230e6, 8.0)),
    ("aster-orders/order_average_price", "/", (2e9, "aster-orders/order_dec_2022")),
    (
        "f-35a/cost_per_flight_hour",
        "/",
        ("f-35a/annual_sustainment_per_aircraft", 187.0),
    ),
    ("patriot-switzerland/launchers_per_fire_unit", "/", (17.0, 5.0)),
    ("aim-120d-3/unit_cost_package", "/", (807e6, 226.0)),
    ("gem-t/unit_cost_package_nl", "/", (1219e6, 96.0)),
    ("exchange-rates/eur_usd_2025", "/", (578.0, 500.0)),
    ("exchange-rates/eur_nok_2024", "/", (12000.0, 1040.0)),
    ("exchange-rates/eur_dkk", "/", (58.0, 7.77)),
    ("uae-2026/drone_defeat_rate", "/", (1359.0, 1440.0)),
    ("uae-2026/ballistic_missile_defeat_rate", "/", (233.0, 253.0)),
    ("uae-2026/ballistic_missile_leak_rate", "/", (2.0, 253.0)),
    (
        "switzerland-bodluv-evaluation/area_per_fire_unit",
        "/",
        ("switzerland-bodluv-evaluation/required_area", 5.0),
    ),
]
MONTH_RATE = re.compile(r"n=(\d+) launched, (\d+) destroyed, (\d+) lost/jammed")


def figure(catalogue: Catalogue, path: str) -> Figure:
    entry, _, name = path.partition("/")
    return catalogue[entry].figures[name]


def recomputed(catalogue: Catalogue, sign: str, parts: Parts) -> float:
    """Combine the modes of the parts, in SI (money in whole units of its currency)."""
    values = [figure(catalogue, part).si()[1] if isinstance(part, str) else part for part in parts]
    result = values[0]
    for value in values[1:]:
        result = {"x": result * value, "-": result - value, "/": result / value}[sign]
    return result


def derived_figures(catalogue: Catalogue) -> Iterator[dict]:
    for path, sign, parts in DERIVED:
        stated = figure(catalogue, path)
        unit = stated.parsed_unit
        value = recomputed(catalogue, sign, parts)
        is_rate = unit.dimension in ("growth", "fraction") or unit.dimension.startswith("money per")
        value = value / unit.factor if is_rate or unit.dimension == "money" else unit.from_si(value)
        how = f" {sign} ".join(str(p) if isinstance(p, str) else f"{p:g}" for p in parts)
        off = value - stated.mode
        verdict = (
            "agrees"
            if abs(off) <= 0.5001 * last_digit(stated.mode)
            else f"off by {abs(off / stated.mode):.1%}"
        )
        yield row(
            path, stated.mode, f"{stated.id}: {how}", float(f"{value:.6g}"), float(f"{off:.2g}"), verdict
        )


def last_digit(value: float) -> float:
    """Return the place value of the last digit written: 0.1 for 10.9; 1 for 250."""
    _, _, decimals = f"{value:.10g}".partition(".")
    return 10.0 ** -len(decimals)


def intercept_rates(catalogue: Catalogue) -> dict:
    """Every rate whose note gives its counts, recomputed from them."""
    worst, n = 0.0, 0
    for _, _, cited in catalogue.citations():
        if isinstance(cited, Figure) and (counts := MONTH_RATE.search(cited.note)):
            launched, destroyed, lost = map(int, counts.groups())
            worst, n = max(worst, abs((destroyed + lost) / launched - cited.mode)), n + 1
    verdict = "agrees" if worst <= 0.00051 else "DIFFERS"
    return row(
        f"{n} yearly defeat rates",
        "3 digits",
        "counts in their notes",
        "recomputed",
        round(worst, 5),
        verdict,
    )


def totals(catalogue: Catalogue) -> Iterator[dict]:
    """Share of destroyed among launched, of each weapon measured."""
    for entry in catalogue.of_kind("effectiveness"):
        names = ("destroyed_total", "launched_total", "intercept_rate_destroyed")
        if all(name in entry.figures for name in names):
            destroyed, launched, stated = (entry.figures[name].mode for name in names)
            off = destroyed / launched - stated
            verdict = "agrees" if abs(off) <= 0.00051 else "DIFFERS"
            source = f"{destroyed:g} of {launched:g}"
            yield row(
                f"{entry.id}/intercept_rate_destroyed", stated, source, destroyed / launched, off, verdict
            )


def carried(catalogue: Catalogue) -> Iterator[dict]:
    if not FACTS.is_dir():
        yield row("rows carried over", "-", str(FACTS), "-", "-", "not here: no facts beside this checkout")
        return
    for file, key, known in (
        ("catalogue.csv", "id", {i.removeprefix("F") for i in catalogue.origins}),
        ("sources.csv", "key", set(catalogue.references)),
    ):
        with (FACTS / file).open(encoding="utf8", newline="") as lines:
            wanted = [line[key] for line in csv.DictReader(lines)]
        found = sum(one in known for one in wanted)
        verdict = "agrees" if found == len(wanted) else "DIFFERS"
        yield row(f"rows of {file} carried", len(wanted), file, found, found - len(wanted), verdict)


def guesses(catalogue: Catalogue) -> Iterator[dict]:
    for kind, (total, guessed) in guess_shares(catalogue).items():
        share = f"{guessed / total:.0%}" if total else "-"
        yield row(
            f"share of guesses, {kind}", "-", "grades E and F", f"{guessed} of {total}", share, "stated"
        )


def rows() -> Iterator[dict]:
    catalogue = load_catalogue()
    yield from carried(catalogue)
    yield from derived_figures(catalogue)
    yield from totals(catalogue)
    yield intercept_rates(catalogue)
    yield from guesses(catalogue)


if __name__ == "__main__":
    for found in rows():
        print("  ".join(str(value) for value in found.values()))
