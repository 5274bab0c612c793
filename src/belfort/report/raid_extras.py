"""What was asked beside a raid's run, as its report shows it: what drives it, and leakers that are rare."""

from belfort.raid.rare import Rare
from belfort.raid.sensitivity import Drivers as FoundDrivers
from belfort.report.coverage_page import PageTable
from belfort.report.raid_content import Driver, Drivers


def shown_drivers(found: FoundDrivers) -> Drivers:
    """Return the causes that drive the leakers, the one that moves most first."""
    table = found.table
    rows = tuple(
        Driver(str(cause), float(first), float(total), float(low), float(high))
        for cause, first, total, low, high in zip(
            table.cause, table.first, table.total, table.total_low, table.total_high, strict=True
        )
    )
    text = (
        f"Sobol's indices of groups of values that one cause moves, from {found.n_worlds:,} worlds of "
        f"{found.n_each:,} raids each, chance taken out. The share that rests on guesses is what goes when every guess is "
        f"kept at its mode; the mean is then {found.mean_without:.3g} in place of {found.mean:.3g}."
    )
    if found.unread:
        text += f" Not read by this raid: {', '.join(found.unread)}."
    if not found.is_told_apart:
        text += " Nothing is left once the scatter of chance is taken out: more raids a world would tell."
    return Drivers(rows, found.guesses.value, text)


def shown_rare(found: Rare) -> PageTable:
    """Return the chance of any leaker as a table."""
    rows = [
        ("any leaker, everything at its mode", f"{found.p:.3g}", f"{found.low:.3g} to {found.high:.3g}"),
        ("plain raids with the same error", f"{found.n_effective:,.0f}", f"{found.n:,} were run"),
        ("CPU time that plain sampling takes, over ours", f"{found.gain:.3g}", ""),
    ]
    rows += [
        (
            f"with {s.down} down" if s.down else "with everything up",
            f"{s.p:.3g} x {s.p_event:.3g}",
            f"{s.n:,} raids",
        )
        for s in found.strata
        if s.n
    ]
    return PageTable(
        "How likely is any leaker?", ("what", "value", "95 % interval, or how many"), tuple(rows), found.note
    )
