"""A raid on a terminal: the answer in a few lines, why it leaked, and where the page is."""

from typing import TYPE_CHECKING, Any

from belfort.cli.look import console, counted

if TYPE_CHECKING:
    from rich.console import Console

    from belfort.raid.model import Outcome

SHOWN_CAUSES = 4


def print_raid(report: Any, written: Any) -> None:
    """Print what an analyst reads first."""
    from belfort.scenario.explain import guesses

    screen = console()
    screen.print(f"{report.scenario.name}: {report.title}", style="bold", soft_wrap=True)
    tables = [(o.option or "base", _Numbers(o)) for o in report.outcomes]
    _print_options(screen, tables, report.outcomes[0])
    _print_causes(screen, tables)
    _print_replicates(screen, report.outcomes)
    screen.print(guesses(report.outcomes[0].scenario))
    for note in report.outcomes[0].notes:
        screen.print(f"note: {note}", style="magenta")
    others = [r.name for r in (*report.scenario.raids, *report.scenario.incursions) if r.name != report.raid]
    if others:
        screen.print(f"other raids: {', '.join(others)} (choose with --raid)", style="dim", soft_wrap=True)
    screen.print(
        f"{counted(len(written.files), 'file')} in {written.page.parent}", style="dim", soft_wrap=True
    )
    screen.print(f"open {written.page}", soft_wrap=True)


class _Numbers:
    """The summary of an outcome by measure and key."""

    def __init__(self, outcome: "Outcome") -> None:
        from belfort.raid.summary import summary

        self.table = summary(outcome)
        self.at = {pair: i for i, pair in enumerate(zip(self.table.measure, self.table.key, strict=True))}

    def mean(self, measure: str, key: str = "") -> float:
        """Return a mean."""
        return float(self.table.mean[self.at[measure, key]])

    def words(self, measure: str, key: str = "") -> str:
        """Return a mean with its 90 % band."""
        i = self.at[measure, key]
        low, high = self.table.low90[i], self.table.high90[i]
        return f"{_short(self.table.mean[i])} ({_short(low)} to {_short(high)})"

    def causes(self) -> list[tuple[str, float]]:
        """Return causes with their mean numbers, the most frequent first."""
        found = [(key, self.mean(m, key)) for m, key in self.at if m == "n_leaked_for"]
        return sorted((c for c in found if c[1] > 0.0), key=lambda c: -c[1])


def _short(value: float) -> str:
    """Return a number in three figures, large ones in thousands and millions."""
    for limit, unit in ((1e9, " bn"), (1e6, " m"), (1e4, "e3")):
        if abs(value) >= limit:
            return f"{value / (1e3 if unit == 'e3' else limit):.3g}{'k' if unit == 'e3' else unit}"
    return f"{value:.3g}"


def _print_options(screen: "Console", tables: list[tuple[str, _Numbers]], first: "Outcome") -> None:
    from rich.table import Table

    is_raid = any(r.name == first.question.raid for r in first.scenario.raids)
    table = Table(
        box=None,
        pad_edge=False,
        caption="mean (90 % band over chance and what is not known); costs in euro",
        caption_justify="left",
    )
    heads = ("armed", "leaked", "no leaker in", "fired for", "cost to the attacker")
    heads = heads if is_raid else ("came", "not stopped", "all stopped in", "unidentified", "fired for")
    for name in ("option", *heads):
        table.add_column(name, overflow="fold")
    for name, numbers in tables:
        rows = [
            numbers.words("n_armed"),
            numbers.words("n_leaked"),
            f"{numbers.mean('is_no_leaker'):.0%} of raids",
        ]
        if is_raid:
            rows += [numbers.words("defence_eur"), _short(numbers.mean("attack_eur"))]
        else:
            rows += [numbers.words("n_unidentified"), numbers.words("defence_eur")]
        table.add_row(name, *rows)
    screen.print(table)
    screen.print()


def _print_causes(screen: "Console", tables: list[tuple[str, _Numbers]]) -> None:
    for name, numbers in tables:
        causes = numbers.causes()
        total = sum(c[1] for c in causes)
        if total > 0.0:
            told = ", ".join(f"{cause} {share / total:.0%}" for cause, share in causes[:SHOWN_CAUSES])
            screen.print(f"why it leaked ({name}): {told}", soft_wrap=True)
    for name, numbers in tables:
        civil, friends = numbers.mean("n_civil_engaged"), numbers.mean("n_friends_engaged")
        if civil + friends > 0.0:
            told = f"engaged by mistake ({name}): {civil:.2g} civil aircraft and {friends:.2g} friends a raid"
            screen.print(told, style="red", soft_wrap=True)


def _print_replicates(screen: "Console", outcomes: "tuple[Outcome, ...]") -> None:
    question = outcomes[0].question
    n = int((outcomes[0].world >= 0).sum()) or len(outcomes[0].world)
    worlds = f" in {counted(question.n_worlds, 'world')}" if question.n_worlds else ", everything at its mode"
    nights = f" of {counted(question.n_nights, 'night')}" if question.n_nights > 1 else ""
    screen.print(f"{n // question.n_nights:,} raids{nights}{worlds}, {question.policy} policy", style="dim")


def print_coordination(outcome: "Outcome") -> None:
    """Print what assigning one volley together is worth, everything at its mode."""
    from belfort.raid.coordination import value_of_coordination

    screen = console()
    rows = value_of_coordination(outcome.at_mode, outcome.scenario.study.seed)
    told = ", ".join(f"{r.method} {_short(r.value_left)}" for r in rows)
    screen.print(f"value hit after one volley at the whole raid: {told}", soft_wrap=True)
    alone = next(r for r in rows if r.method == "doctrine")
    screen.print(
        f"each unit for itself leaves {alone.share_of_least:.2g} times what the best assignment found leaves "
        "(a bound on what coordination can save)",
        soft_wrap=True,
    )
