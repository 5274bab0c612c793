"""A finished study, asked for by option, picture and measure: what its report is built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from belfort.report.study_words import Words, words_in
from belfort.study.book import Book

LEAKERS = "n_leaked"
STATED = "stated"
CONSTANT = "constant prices"
LIFE_CYCLE = "life cycle"


@dataclass(frozen=True, slots=True)
class Option:
    """One of what is compared."""

    name: str
    title: str
    summary: str
    is_reference: bool
    index: int
    """Which series it is in pictures."""


class Facts:
    """The tables of a study by what one asks of them, and its words."""

    def __init__(self, book: Book, words: Words | None = None) -> None:
        """Take a study; its words are English unless given."""
        self.book = book
        self.words = words or words_in()
        self._rows: dict[str, list[SimpleNamespace]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], list[SimpleNamespace]]] = {}

    @property
    def about(self) -> Mapping[str, Any]:
        """What the study is about."""
        return self.book.about

    def rows(self, table: str, **equal: object) -> list[SimpleNamespace]:
        """Return the rows of a table whose columns equal these values, in their order."""
        if table not in self._rows:
            held = self.book.tables.get(table)  # an earlier study may lack a table
            columns = (
                {name: array.tolist() for name, array in held.columns().items()} if held is not None else {}
            )
            self._rows[table] = [
                SimpleNamespace(**dict(zip(columns, values, strict=True)))
                for values in zip(*columns.values(), strict=True)
            ]
        names = tuple(sorted(equal))
        if not names:
            return list(self._rows[table])
        if (table, names) not in self._found:
            found: dict[tuple[object, ...], list[SimpleNamespace]] = {}
            for row in self._rows[table]:
                found.setdefault(tuple(getattr(row, n) for n in names), []).append(row)
            self._found[table, names] = found
        return list(self._found[table, names].get(tuple(equal[n] for n in names), ()))

    def first(self, table: str, **equal: object) -> SimpleNamespace | None:
        """Return the first such row; None where there is none."""
        found = self.rows(table, **equal)
        return found[0] if found else None

    def of_options(self, table: str, **equal: object) -> list[tuple[Option, SimpleNamespace]]:
        """Return each option that has such a row, with its first."""
        pairs = ((o, self.first(table, option=o.name, **equal)) for o in self.options)
        return [(o, row) for o, row in pairs if row is not None]

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Every option, the reference first; one that only tables name comes last."""
        told = [dict(o) for o in self.about.get("options") or ()]
        known = {o["name"] for o in told}
        for table in ("performance", "ranking", "cost_totals"):
            for row in self.rows(table):
                if row.option not in known:
                    known.add(row.option)
                    told.append({"name": row.option})
        return tuple(
            Option(
                o["name"], o.get("title") or o["name"], o.get("summary") or "", bool(o.get("is_reference")), i
            )
            for i, o in enumerate(told)
        )

    @cached_property
    def pictures(self) -> dict[str, str]:
        """Title of every threat picture by its name."""
        return self._titled("pictures", "performance", "picture")

    @cached_property
    def stresses(self) -> dict[str, str]:
        """Title of every stress by its name."""
        return self._titled("stresses", "performance", "stress")

    def _titled(self, key: str, table: str, column: str) -> dict[str, str]:
        told = {str(t["name"]): str(t.get("title") or t["name"]) for t in self.about.get(key) or ()}
        named = dict.fromkeys(str(getattr(r, column)) for r in self.rows(table))
        return {**told, **{name: name for name in named if name and name not in told}}

    def picture(self, name: str) -> str:
        """Return what a threat picture is called; nothing for none."""
        return self.pictures.get(name, name)

    def title(self, option: str) -> str:
        """Return what an option is called."""
        return next((o.title for o in self.options if o.name == option), option)

    def index(self, option: str) -> int:
        """Return which series an option is; -1 for what all of them share."""
        return next((o.index for o in self.options if o.name == option), -1)

    def system(self, ident: str) -> str:
        """Return what a catalogue entry is called."""
        return str((self.about.get("names") or {}).get(ident, ident))

    def criterion(self, name: str) -> str:
        """Return what a criterion is called."""
        row = self.first("matrix", criterion=name)
        told = next((c for c in self.about.get("criteria") or () if c["name"] == name), None)
        return str((told or {}).get("title") or (row.title if row else name))

    @property
    def currency(self) -> str:
        """ISO code of the money."""
        return str((self.about.get("money") or {}).get("currency") or "EUR")

    def money(self, millions: float) -> str:
        """Return an amount in millions, in words."""
        return self.words.money(millions, self.currency)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of every reference, from 1, in the order of its key."""
        return {key: i for i, key in enumerate(sorted(self.about.get("references") or {}), 1)}

    @cached_property
    def is_one_option(self) -> bool:
        """Whether there is nothing to compare."""
        return len(self.options) < 2

    def leakers(
        self, option: str, picture: str, *, stress: str = "", year: int = 0
    ) -> SimpleNamespace | None:
        """Return the row of all leakers of an option against a picture."""
        return self.first(
            "performance", option=option, picture=picture, stress=stress, year=year, measure=LEAKERS, key=""
        )

    def ranked(self, weights: str = STATED) -> list[SimpleNamespace]:
        """Return the ranking under what is assumed of the weights, the most often first leading."""
        return sorted(self.rows("ranking", weights=weights), key=lambda r: -r.p_first)

    def cost(self, option: str) -> SimpleNamespace | None:
        """Return the life-cycle cost of an option in constant prices."""
        return self.first("cost_totals", option=option, what=LIFE_CYCLE, basis=CONSTANT)

    def programme(self, name: str) -> str:
        """Return what a programme is called in running text."""
        return self.book.about.get("programmes", {}).get(name, name)

    @property
    def has_given_costs(self) -> bool:
        """Return whether the question gives its own sums as the cost axis."""
        return any(c["group"] == "cost" and not c["measure"] for c in self.book.about["criteria"])

    def given_cost(self, option: str) -> float | None:
        """Return the median of the sum given for an option; None where none is."""
        found = self.first("ranking", option=option, weights=STATED) if self.has_given_costs else None
        return None if found is None or found.cost_p50 != found.cost_p50 else found.cost_p50

    def moment(self, option: str, milestone: str) -> SimpleNamespace | None:
        """Return a milestone of what an option adds to the reference, or of all it buys where it adds nothing.

        Of several programmes the first counts for a first unit, and the last for all units.
        """
        found = [r for r in self.rows("milestones", milestone=milestone, option=option) if r.p50 == r.p50]
        shared = {
            r.programme
            for o in self.options
            if o.is_reference
            for r in self.rows("milestones", option=o.name)
        }
        added = [r for r in found if r.programme not in shared]
        pick = min if milestone == "first unit" else max
        return pick(added or found, key=lambda r: r.p50, default=None)

    @cached_property
    def milestones(self) -> list[SimpleNamespace]:
        """Milestones; what is the same under every option stands once, first, and bears no option."""
        rows = self.rows("milestones")
        programmes = ordered([r.programme for r in rows])
        shared = [p for p in programmes if self._is_shared(p, rows)]
        once = [
            SimpleNamespace(**{**vars(r), "option": ""}) for p in shared for r in rows if r.programme == p
        ]
        kept = {(r.programme, r.milestone): r for r in reversed(once)}
        return [*reversed(kept.values()), *(r for r in rows if r.programme not in shared)]

    def _is_shared(self, programme: str, rows: Sequence[SimpleNamespace]) -> bool:
        """Return whether every option has a programme, with the same dates."""
        dates = {
            o.name: [
                str((r.milestone, r.p10, r.p50, r.p80, r.p90))
                for r in rows
                if (r.option, r.programme) == (o.name, programme)
            ]
            for o in self.options
        }
        return len(dates) > 1 and all(dates.values()) and len({tuple(d) for d in dates.values()}) == 1


def ordered(values: Sequence[str]) -> list[str]:
    """Return each value once, in the order of first mention."""
    return list(dict.fromkeys(values))
