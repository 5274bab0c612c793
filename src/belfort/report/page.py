"""A situation as one HTML page: words, map, options, sources and where it all comes from."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from belfort import __version__
from belfort.catalogue import Catalogue, Evidence
from belfort.report.map import legend, situation_map
from belfort.report.templating import environment
from belfort.scenario import ResolvedScenario
from belfort.scenario.explain import explain, guesses, opening
from belfort.scenario.load import shipped_catalogue
from belfort.scenario.phrases import MARK

NOBODY = ("GK", "MODEL")


def situation_page(
    scenario: ResolvedScenario, catalogue: Catalogue | None = None, *, now: datetime | None = None
) -> str:
    """Return the page of a scenario as HTML text; `now` is the date on it."""
    catalogue = catalogue or shipped_catalogue()
    numbers = _Numbers()
    sections = [
        {"title": s.title, "sentences": [_item(numbers, x) for x in s.sentences]}
        for s in explain(scenario, catalogue)
    ]
    maps = [{"title": "As it stands", "svg": Markup(situation_map(scenario))}]
    for name, option in scenario.options.items():
        if {u.name for u in option.units} != {u.name for u in scenario.units}:
            maps.append(
                {"title": scenario.option_titles[name][0], "svg": Markup(situation_map(scenario, option))}
            )
    found = [e for _, e in scenario.estimates()]
    return (
        environment()
        .get_template("situation.html")
        .render(
            scenario=scenario,
            opening=opening(scenario),
            sections=sections,
            maps=maps,
            legend=[(Markup(svg), text) for svg, text in legend(scenario)],
            grades=_grades(found),
            guesses=guesses(scenario),
            sources=numbers.sources(catalogue),
            version=__version__,
            made=(now or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M UTC"),
        )
    )


def write_situation_page(path: Path, scenario: ResolvedScenario) -> None:
    """Write the page of a scenario; never leaves half a file. Raises OSError."""
    text = situation_page(scenario)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        half.write_text(text, "utf8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _grades(found: list[Any]) -> list[dict[str, Any]]:
    counts = [(g, sum(e.evidence is g for e in found)) for g in Evidence]
    return [
        {
            "letter": g.letter,
            "meaning": g.meaning,
            "n": n,
            "share": 100 * n / max(1, len(found)),
            "is_guess": g.is_guess,
        }
        for g, n in counts
    ]


def _item(numbers: "_Numbers", sentence: str) -> dict[str, Any]:
    deep = sentence.startswith("- ")
    return {"deep": deep, "html": numbers.marked(sentence.removeprefix("- "))}


class _Numbers:
    """Numbers the sources in the order of first mention and turns marks into links."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}

    def marked(self, sentence: str) -> Markup:
        text, at = Markup(), 0
        for match in MARK.finditer(sentence):
            text += escape(sentence[at : match.start()]) + Markup("&#8239;") + self._label(match[1], match[2])
            at = match.end()
        return text + escape(sentence[at:])

    def _label(self, letter: str, keys: str) -> Markup:
        links = []
        for key in keys.split(";"):
            if key and key not in NOBODY:
                number = self.found.setdefault(key, len(self.found) + 1)
                links.append(Markup('<a href="#source-{0}">{0}</a>').format(number))
        word = Markup(" guess") if letter in "EF" else Markup()
        tail = Markup(" ") + Markup(",").join(links) if links else Markup()
        return Markup('<span class="grade {0}">{0}{1}{2}</span>').format(letter, word, tail)

    def sources(self, catalogue: Catalogue) -> list[dict[str, Any]]:
        rows = []
        for key, number in self.found.items():
            reference = catalogue.references.get(key)
            rows.append(
                {
                    "number": number,
                    "title": reference.title if reference else key,
                    "date": reference.date if reference else "",
                    "url": reference.url if reference and reference.url.startswith("http") else "",
                    "kind": reference.kind if reference else "the scenario's own",
                }
            )
        return rows
