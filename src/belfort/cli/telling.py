"""How a scenario in words looks in a terminal: wrapped text, evidence letters in colour, numbered sources."""

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from belfort.cli.look import GRADE_STYLES

if TYPE_CHECKING:
    from rich.console import Console

    from belfort.catalogue import Catalogue
    from belfort.scenario import ResolvedScenario
    from belfort.scenario.explain import Section


def print_explanation(
    screen: "Console",
    catalogue: "Catalogue",
    scenario: "ResolvedScenario",
    first: str,
    sections: "list[Section]",
) -> None:
    """Print the whole explanation, then the legend and the sources it names."""
    from belfort.catalogue import Evidence
    from belfort.scenario.explain import guesses

    numbers = Numbers()
    title = scenario.title + (f" [{scenario.option}]" if scenario.option else "")
    screen.print(Text(title, style="bold"))
    if scenario.summary:
        screen.print(Text(" ".join(scenario.summary.split())))
    screen.print(Text(first))
    screen.print(Text(guesses(scenario), style="bold"))
    for section in sections:
        screen.print()
        screen.print(Text(section.title, style="bold underline"))
        for sentence in section.sentences:
            screen.print(_item(numbers.marked(sentence)))
    screen.print()
    screen.print(Text("Evidence", style="bold underline"))
    for grade in Evidence:
        screen.print(
            Text(f"  {grade.letter}", style=GRADE_STYLES[grade.letter]).append(
                f" {grade.meaning}", style="default"
            )
        )
    screen.print()
    screen.print(Text("Sources", style="bold underline"))
    for key, number in numbers.found.items():
        screen.print(Padding(_source(catalogue, key, number), (0, 0, 0, 2)), soft_wrap=False)


def _item(sentence: Text) -> Table:
    """Return a sentence indented by two, or hung behind its dash."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    is_item = sentence.plain.startswith("- ")
    grid.add_column(width=5 if is_item else 1)
    grid.add_column(ratio=1)
    grid.add_row("    -" if is_item else "", sentence[2:] if is_item else sentence)
    return grid


class Numbers:
    """Gives each source a number in the order of first mention."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}

    def marked(self, sentence: str) -> Text:
        """Return a sentence with each citation as `[A 1,2]`, guesses as `[E guess]`."""
        from belfort.scenario.phrases import MARK

        text, at = Text(), 0
        for match in MARK.finditer(sentence):
            text.append(sentence[at : match.start()])
            text.append(f" [{self._label(match[1], match[2])}]", style=GRADE_STYLES[match[1]])
            at = match.end()
        return text.append(sentence[at:])

    def _label(self, letter: str, keys: str) -> str:
        named = [k for k in keys.split(";") if k and k not in ("GK", "MODEL")]
        numbers = ",".join(str(self.found.setdefault(k, len(self.found) + 1)) for k in named)
        guess = "guess" if letter in "EF" else ""
        return " ".join(part for part in (letter, guess, numbers) if part)


def _source(catalogue: "Catalogue", key: str, number: int) -> Text:
    reference = catalogue.references.get(key)
    if reference is None:
        return Text(f"{number:>3}  {key}")
    tail = ", ".join(part for part in (reference.date, reference.url) if part)
    return Text(f"{number:>3}  {reference.title}").append(f"  {tail}" if tail else "", style="dim")
