"""Find everything that is wrong with a catalogue, all at once.

The model refuses what can be seen in one figure; the rules here look across figures, entries and files.
Each rule is a small function from a catalogue to faults; links between entries are in `links`, what a
simulation needs is in `needs`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from belfort.catalogue.figure import Cited, Evidence, Figure
from belfort.catalogue.links import broken_links
from belfort.catalogue.load import Catalogue, Fault, fold
from belfort.catalogue.model import Entry, Prior
from belfort.catalogue.needs import incomplete_entries, kill_probability_gaps, missing_ballistic_reach

NOT_ASKED = frozenset({"GK", "MODEL", "CALC"})
"""Sources that say nobody was asked: no page stands behind them."""


def lint(catalogue: Catalogue, today: date | None = None) -> list[Fault]:
    """Return every fault, warning and note, by file and place.

    Parameters
    ----------
    catalogue
        Read with `load_catalogue(folder, strict=False)`, so that what the model refused is reported too.
    today
        No figure may speak for a later date; without it that rule is left out (this function reads no clock).
    """
    faults = list(catalogue.faults)
    for rule in RULES:
        faults += rule(catalogue)
    if today is not None:
        faults += dated_in_the_future(catalogue, today)
    return sorted(faults, key=lambda f: (("fault", "warning", "note").index(f.level), f.file, f.place))


def file_of(entry: Entry) -> str:
    """Return the file of an entry inside the catalogue folder."""
    return f"{entry.kind}/{entry.id}.toml"


def _place(name: str, cited: Cited) -> str:
    return f"{'figures' if isinstance(cited, Figure) else 'statements'}.{name}"


def _figures(catalogue: Catalogue) -> Iterator[tuple[Entry, str, Figure]]:
    for entry, name, cited in catalogue.citations():
        if isinstance(cited, Figure):
            yield entry, name, cited


def unknown_sources(catalogue: Catalogue) -> Iterator[Fault]:
    """Report sources that are not in references.toml."""
    for entry, name, cited in catalogue.citations():
        for key in cited.sources:
            if key not in catalogue.references:
                message = f"unknown source '{key}'; add it to references.toml or mend the key"
                yield Fault(file_of(entry), f"{_place(name, cited)}.sources", message)


def uncited_references(catalogue: Catalogue) -> Iterator[Fault]:
    """Report references that nobody cites: perhaps a slip of the pen elsewhere."""
    cited = {key for _, _, c in catalogue.citations() for key in c.sources}
    cited |= {key for cause in catalogue.causes.values() for key in cause.sources}
    for key in catalogue.references.keys() - cited:
        yield Fault("references.toml", key, "nobody cites this source; cite it or take it out", "warning")


def duplicate_ids(catalogue: Catalogue) -> Iterator[Fault]:
    """Report a number given to two figures."""
    seen: dict[str, str] = {}
    for entry, name, cited in catalogue.citations():
        here = f"{file_of(entry)}: {_place(name, cited)}"
        if cited.id in seen:
            message = (
                f"the number {cited.id} is taken by {seen[cited.id]}; give this one the next free number"
            )
            yield Fault(file_of(entry), f"{_place(name, cited)}.id", message)
        seen.setdefault(cited.id, here)


def duplicate_names(catalogue: Catalogue) -> Iterator[Fault]:
    """Report a name or alias that means two entries, whatever its case and punctuation."""
    owner: dict[str, str] = {}
    for entry in catalogue.entries.values():
        for place, name in (("id", entry.id), ("name", entry.name), *(("aliases", a) for a in entry.aliases)):
            other = owner.setdefault(fold(name), entry.id)
            if other != entry.id:
                yield Fault(file_of(entry), place, f"'{name}' already means '{other}'; choose another name")


def duplicate_figures(catalogue: Catalogue) -> Iterator[Fault]:
    """Report what is said twice of one entry: under two names of one meaning, or by a prior too."""
    for entry in catalogue.entries.values():
        meanings: dict[str, str] = {}
        for name in entry.figures:
            parameter = catalogue.parameters.get(name)
            first = meanings.setdefault(parameter.label if parameter else name, name)
            if first != name:
                yield Fault(
                    file_of(entry), f"figures.{name}", f"means the same as '{first}'; keep one of them"
                )
        said = {name: file_of(entry) for name in entry.figures if name not in entry.inherited}
        for prior in catalogue.priors_of(entry.id):
            for name in prior.figures:
                if name in said:
                    message = f"'{entry.id}' has this figure from {said[name]} too; keep one of them"
                    yield Fault(file_of(prior), f"figures.{name}", message)
                said.setdefault(name, file_of(prior))


def wrong_dimensions(catalogue: Catalogue) -> Iterator[Fault]:
    """Report a unit that does not measure what parameters.toml says its parameter measures."""
    for entry, name, figure in _figures(catalogue):
        parameter = catalogue.parameters.get(name)
        found = figure.parsed_unit.dimension
        if parameter is not None and parameter.dimension != found:
            message = f"'{figure.unit}' is a {found}; parameters.toml says {parameter.dimension}"
            yield Fault(file_of(entry), f"figures.{name}.unit", message)


def priors_among_facts(catalogue: Catalogue) -> Iterator[Fault]:
    """Report kill probabilities and reaction times that are priors yet stand among facts."""
    for entry, name, figure in _figures(catalogue):
        is_apart = isinstance(entry, Prior) or figure.evidence is not Evidence.MODELLING_PRIOR
        if not is_apart and (name.startswith(("p_kill", "p_effect")) or "reaction" in name):
            message = (
                "a modelling prior among facts; move it to an entry of kind prior that applies to this one"
            )
            yield Fault(file_of(entry), f"figures.{name}", message)


def evidence_against_sources(catalogue: Catalogue) -> Iterator[Fault]:
    """Report a grade that its own sources contradict."""
    for entry, name, cited in catalogue.citations():
        if message := _contradiction(cited):
            yield Fault(file_of(entry), f"{_place(name, cited)}.evidence", message)


def _contradiction(cited: Cited) -> str:
    keys, evidence = set(cited.sources), cited.evidence
    if evidence in (Evidence.OPENED, Evidence.OPENED_IN_PART) and keys <= NOT_ASKED:
        return f"'{evidence}' needs a page; the sources are only {', '.join(sorted(keys))}"
    if evidence is Evidence.MODELLING_PRIOR and "MODEL" not in keys:
        return "'modelling_prior' must cite MODEL"
    if evidence is Evidence.GENERAL_KNOWLEDGE and "GK" not in keys:
        return "'general_knowledge' must cite GK"
    if evidence is Evidence.OPENED_IN_PART and isinstance(cited, Figure) and not cited.seen:
        return "'opened_in_part' must say in `seen` which of L, M and H stand on an opened page"
    return ""


def unclear_prices(catalogue: Catalogue) -> Iterator[Fault]:
    """Note sums whose currency or year the source leaves open."""
    for entry, name, figure in _figures(catalogue):
        if figure.price and figure.price.currency == "XXX":
            yield Fault(file_of(entry), f"figures.{name}.price", "the source states no currency", "note")
        if figure.price and figure.price.year_from is None:
            yield Fault(file_of(entry), f"figures.{name}.price", "the source states no price year", "note")


def unsound_causes(catalogue: Catalogue) -> Iterator[Fault]:
    """Report causes that nobody defined, or whose shares of variance are not shares."""
    for name, cause in catalogue.causes.items():
        if min(cause.everywhere, cause.entry) < 0 or cause.everywhere + cause.entry > 1:
            yield Fault("causes.toml", name, "everywhere and entry are shares of variance: 0 to 1 in all")
    used: dict[str, list[str]] = defaultdict(list)
    for name, parameter in catalogue.parameters.items():
        used[parameter.cause].append(name)
    for cause, names in used.items():
        if cause and cause not in catalogue.causes:
            yield Fault("parameters.toml", f"{names[0]}.cause", f"unknown cause '{cause}'; see causes.toml")


def dated_in_the_future(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Report figures that speak for a day that has not come."""
    for entry, name, cited in catalogue.citations():
        if cited.as_of > today.isoformat():
            message = f"{cited.as_of} has not come yet (today is {today.isoformat()})"
            yield Fault(file_of(entry), f"{_place(name, cited)}.as_of", message)


RULES: tuple[Callable[[Catalogue], Iterable[Fault]], ...] = (
    unknown_sources,
    uncited_references,
    duplicate_ids,
    duplicate_names,
    duplicate_figures,
    broken_links,
    wrong_dimensions,
    incomplete_entries,
    kill_probability_gaps,
    missing_ballistic_reach,
    priors_among_facts,
    evidence_against_sources,
    unclear_prices,
    unsound_causes,
)
