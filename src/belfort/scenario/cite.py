"""The sources of exactly the figures a scenario uses, as text and as BibTeX."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from belfort.catalogue.figure import Evidence, Reference
from belfort.catalogue.load import Catalogue
from belfort.catalogue.wording import label_of
from belfort.scenario.estimate import Estimate
from belfort.scenario.resolved import ResolvedScenario

NOBODY = ("GK", "MODEL", "CALC")
"""Sources that say that nobody was asked."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One source and what it supports here."""

    key: str
    reference: Reference | None
    """None for a source of the scenario's own."""
    words: str
    """The scenario's own description of it."""
    supports: tuple[str, ...]
    """Figures, as `entry: parameter (id)` or a place of the scenario."""
    grades: tuple[Evidence, ...]


def cite(scenario: ResolvedScenario, catalogue: Catalogue, *, background: bool = False) -> list[Citation]:
    """Return the sources of the figures a scenario uses, most used first.

    With `background`, also those of the entries it is about: the news behind it.
    """
    supports: dict[str, dict[str, Evidence]] = {}
    for place, estimate in (*scenario.estimates(), *_asked(scenario)):
        for source in estimate.sources:
            supports.setdefault(source, {})[_said(catalogue, place, estimate.origin)] = estimate.evidence
    if background:
        for about in (scenario, *scenario.options.values()):
            for entry_id in about.about:
                for name, cited in catalogue[entry_id].citations.items():
                    for source in cited.sources:
                        supports.setdefault(source, {})[
                            f"{entry_id}: {label_of(catalogue, name)} ({cited.id})"
                        ] = cited.evidence
    found = [
        Citation(
            key,
            catalogue.references.get(key),
            scenario.sources.get(key, key if key not in catalogue.references else ""),
            tuple(what),
            tuple(sorted(set(what.values()), key=lambda e: e.letter)),
        )
        for key, what in supports.items()
    ]
    return sorted(found, key=lambda c: (c.key in NOBODY, -len(c.supports), c.key))


def _asked(scenario: ResolvedScenario) -> Iterator[tuple[str, Estimate]]:
    """Yield the figures that the question of a study gives."""
    for criterion in scenario.asked.criteria:
        yield f"criterion {criterion.name}: points", criterion.swing
        for option, estimate in criterion.values.items():
            yield f"criterion {criterion.name}: {option}", estimate
    if scenario.asked.money.discount_percent is not None:
        yield "discount rate", scenario.asked.money.discount_percent


def _said(catalogue: Catalogue, place: str, origin: str) -> str:
    number = origin.removeprefix("catalogue:")
    if number in catalogue.origins:
        entry_id, parameter = catalogue.origins[number]
        return f"{entry_id}: {label_of(catalogue, parameter)} ({number})"
    return place


def to_bibtex(citations: list[Citation]) -> str:
    """Return the sources as BibTeX; sources that are nobody's are left out and counted in a comment."""
    entries = [_bibtex(c) for c in citations if c.key not in NOBODY]
    silent = sum(len(c.supports) for c in citations if c.key in NOBODY)
    head = (
        f"% {silent} figures rest on no published source (general knowledge, modelling priors, arithmetic).\n"
        if silent
        else ""
    )
    return head + "\n".join(entries)


def _bibtex(citation: Citation) -> str:
    reference = citation.reference
    title = reference.title if reference else citation.words
    fields = {"title": f"{{{_tex(title)}}}"}
    if reference and reference.url.startswith("http"):
        fields["howpublished"] = f"\\url{{{_tex_url(reference.url)}}}"
    if reference and re.match(r"\d{4}", reference.date):
        fields["year"] = reference.date[:4]
    if reference and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", reference.date):
        fields["month"] = str(int(reference.date[5:7]))
    fields["note"] = _tex(f"supports {len(citation.supports)} figures: {'; '.join(citation.supports[:6])}")
    body = ",\n".join(f"  {k} = {v if v.startswith('{') else '{' + v + '}'}" for k, v in fields.items())
    return f"@misc{{{re.sub(r'[^A-Za-z0-9:-]', '-', citation.key)},\n{body}\n}}\n"


def _tex_url(url: str) -> str:
    return (
        url.replace("\\", "").replace("{", "%7B").replace("}", "%7D").replace("%", "\\%").replace("#", "\\#")
    )


def _tex(text: str) -> str:
    """Return text with TeX's special characters escaped."""
    plain = {"\\": "/", "{": "(", "}": ")", "~": "-", "^": "", '"': "''"}
    special = {c: f"\\{c}" for c in "&%$#_"}
    return "".join(plain.get(c) or special.get(c) or c for c in text if c not in "\x00^")
