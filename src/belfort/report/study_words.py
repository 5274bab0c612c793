"""The words of the report of a study, all of them in one file a language, and numbers as that language writes them."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import floor, isfinite
from pathlib import Path
from typing import Any

MINUS = "\u2212"
HARD = "\u00a0"
"""A space at which no line is broken."""
NONE = "–"
"""Stands where there is no number."""


class WordsError(KeyError):
    """A word was asked for that the file does not hold."""


class Words:
    """Sentences by their key, such as `answer.first`, and numbers with their marks."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Keep what a file of words holds."""
        self._content = content
        self.language: str = content["language"]
        self._numbers: dict[str, Any] = content["numbers"]

    def __call__(self, key: str, **values: str) -> str:
        """Return a sentence with its values put in. Raises WordsError where the file has no such key."""
        section, _, name = key.partition(".")
        text = self._content.get(section, {}).get(name)
        if not isinstance(text, str):
            raise WordsError(f"no words for '{key}' in {self.language}")
        return text.format_map(values)

    def name(self, group: str, word: str) -> str:
        """Return what a word of a table is called, such as a basis or a milestone; itself where it has no name."""
        return str(self._content["names"][group].get(word, word.replace("_", " ")))

    def number(self, value: float) -> str:
        """Return a number to three figures at most, thousands apart, and a dash for none."""
        if not isfinite(value):
            return NONE
        size = abs(float(f"{value:.3g}"))
        if 0.0 < size < 1e-3:
            return f"<{self._marked(0.001)}" if value > 0 else f"{MINUS}<{self._marked(0.001)}"
        return (MINUS if value < 0.0 and size else "") + self._marked(
            float(f"{size:.2g}") if size < 10.0 else size
        )

    def _marked(self, size: float) -> str:
        whole = f"{size:,.0f}" if size >= 1000.0 else f"{size:g}"
        return (
            whole.replace(",", "\0")
            .replace(".", self._numbers["decimal"])
            .replace("\0", self._numbers["thousands"])
        )

    def signed(self, value: float) -> str:
        """Return a number with its sign."""
        words = self.number(value)
        return f"+{words}" if value > 0.0 and words != "0" else words

    def percent(self, share: float) -> str:
        """Return a share in per cent, never rounded to all or to nothing."""
        if not isfinite(share):
            return NONE
        if 0.0 < share < 0.005:
            return f"<1{HARD}%"
        return f">99{HARD}%" if 0.995 < share < 1.0 else f"{100.0 * share:.0f}{HARD}%"

    def span(self, low: float, high: float) -> str:
        """Return a band, `1 to 13`; one number where both ends read the same."""
        return self.between(self.number(low), self.number(high))

    def between(self, low: str, high: str) -> str:
        """Return a band whose ends are in words; one of them where both read the same."""
        return low if low == high else self("numbers.span", low=low, high=high)

    def exact(self, value: float) -> str:
        """Return a figure to three figures, also below ten."""
        if not isfinite(value):
            return NONE
        size = abs(float(f"{value:.3g}"))
        return (MINUS if value < 0.0 and size else "") + self._marked(size)

    def banded(self, value: float, low: float, high: float) -> str:
        """Return a number with its band in brackets; without it where there is none."""
        has_band = isfinite(low) and isfinite(high) and self.number(low) != self.number(high)
        return f"{self.number(value)} ({self.span(low, high)})" if has_band else self.number(value)

    def date(self, year: float) -> str:
        """Return a year with a fraction as month and year."""
        if not isfinite(year):
            return NONE
        whole = floor(year)
        in_year = (date(whole + 1, 1, 1) - date(whole, 1, 1)).days
        days = min(
            floor((year - whole) * in_year + 0.6), in_year - 1
        )  # a twelfth of a year is a month later, too
        day = date(whole, 1, 1) + timedelta(days=days)
        return f"{self._numbers['months'][day.month - 1]}{HARD}{day.year}"

    def money(self, millions: float, currency: str) -> str:
        """Return an amount in millions, in thousands of them where it is large, with its currency."""
        if not isfinite(millions):
            return NONE
        key = "billion" if abs(millions) >= 1000.0 else "million"
        return self(f"numbers.{key}", number=self._amount(millions, key), currency=currency)

    def _amount(self, millions: float, key: str) -> str:
        if key == "million":
            return self.number(millions)
        return (MINUS if millions < 0.0 else "") + self._marked(float(f"{abs(millions) / 1000.0:.3g}"))

    def money_pair(self, low: float, high: float, currency: str) -> str:
        """Return two amounts in millions with one unit: `1.86 / 2.15 billion EUR`."""
        key = "billion" if abs(low) >= 1000.0 else "million"
        if not (isfinite(low) and isfinite(high)) or key != ("billion" if abs(high) >= 1000.0 else "million"):
            return self("headline.p50_p80", p50=self.money(low, currency), p80=self.money(high, currency))
        pair = self("headline.p50_p80", p50=self._amount(low, key), p80=self._amount(high, key))
        return self(f"numbers.{key}", number=pair, currency=currency)

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts in a row: `a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        return self("numbers.and", first=", ".join(parts[:-1]), last=parts[-1])

    def quoted(self, title: str) -> str:
        """Return a title in this language's quotation marks."""
        return self("numbers.quoted", title=title)


@lru_cache(maxsize=4)
def words_in(language: str = "en") -> Words:
    """Return the words of a language. Raises WordsError where there is no file of it."""
    path = Path(__file__).parent / "templates" / "words" / f"{language}.toml"
    if not path.is_file():
        raise WordsError(f"no words in '{language}': {path.name} is missing")
    return Words(tomllib.loads(path.read_text("utf8")))
