"""What the report of a raid is made from, and the page of it without its pictures' bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from belfort.raid.model import Outcome
from belfort.records import Provenance
from belfort.report import raid_tables as tables
from belfort.report.coverage_page import Page, PageImage, PageSection, PageTable
from belfort.report.raid_basis import COARSE, NOT_MODELLED, assumptions_of, own_priors, sources_of
from belfort.report.raid_findings import (
    balance_words,
    findings_of,
    magazine_words,
    own_side_words,
    sure_words,
    time_line_words,
)
from belfort.report.raid_summary import Digest
from belfort.report.raid_words import count, listed_options, sentence
from belfort.scenario import ResolvedScenario
from belfort.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Driver:
    """One cause of doubt, and how much of the variance of the leakers it explains."""

    cause: str
    first_order: float
    """Share of the variance that goes when this cause alone is known."""
    total: float
    """Share that stays when everything but this cause is known."""
    low: float
    """Lower end of the band of `total`."""
    high: float
    """Upper end of it."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """What the doubt comes from."""

    rows: tuple[Driver, ...]
    guess_share: float
    """Share of the variance that rests on guesses."""
    text: str = ""
    """How it was found, and what it does not say."""


@dataclass(frozen=True, slots=True)
class RaidReport:
    """Everything that a report of a raid says; the first outcome is what the others are compared with."""

    scenario: ResolvedScenario
    """The base."""
    raid: str
    """Name of the raid or incursion."""
    title: str
    """What it is called; its name where empty."""
    outcomes: tuple[Outcome, ...]
    """All of one raid, over the same worlds and replicates."""
    drivers: Drivers | None = None
    rare: PageTable | None = None
    """How often leakers that are rare come, where it was asked."""
    replays: tuple[Path, ...] = ()
    """Files of single raids already written."""
    command: str = ""
    provenance: Provenance | None = None
    """Made from the scenario and this moment unless given."""
    terrain: Terrain | None = None
    """The ground, for maps and for what is said of it."""

    def __post_init__(self) -> None:
        """Check that there is an outcome, and that all are of this raid."""
        others = sorted({o.question.raid for o in self.outcomes} - {self.raid})
        if not self.outcomes or others:
            raise ValueError(
                f"outcomes: one or more of '{self.raid}' are needed, found {len(self.outcomes)}"
                + (f", some of {', '.join(others)}" if others else "")
            )

    def origin(self) -> Provenance:
        """Return where it comes from."""
        first = self.outcomes[0]
        return self.provenance or Provenance.now(
            scenario_hash=first.scenario.hash,
            catalogue_hash=first.scenario.catalogue_hash,
            seed=first.scenario.study.seed,
            command=self.command,
        )


_Images = Mapping[str, tuple[PageImage, ...]]


def content_of(
    report: RaidReport,
    digest: Digest,
    provenance: Provenance,
    images: _Images,
    files: Sequence[tuple[str, str]],
) -> Page:
    """Return the page.

    Parameters
    ----------
    report, digest
        What was asked, and what was found.
    provenance
        Where it comes from.
    images
        The pictures of each section, in their order.
    files
        (words, address) of every file beside the page.
    """
    sections = [
        _why(digest, images),
        _how_many(digest, images),
        _change(digest, images),
        _where(digest, images),
        _who(digest, images),
        _stores(digest, images),
        _money(digest, images),
        _when(digest, images),
        PageSection(
            "On the own side" if not digest.is_incursion else "What else happened",
            own_side_words(digest),
            tables=(tables.own_side(digest),),
        ),
        _sure(report, digest, images),
    ]
    shown = [s for s in sections if s.images or any(t.rows for t in s.tables)]
    return Page(
        title=digest.title,
        findings=findings_of(digest),
        provenance=provenance,
        eyebrow="incursion · what is seen, decided and done"
        if digest.is_incursion
        else "raid · what leaks, and why",
        summary=_opening(report, digest),
        warning=COARSE if report.terrain is not None and report.terrain.is_coarse else "",
        sections=(
            *(_without_empty(s) for s in shown),
            PageSection("What is left out, and what is guessed", tables=(NOT_MODELLED, own_priors())),
            PageSection("Files", tables=(_files(files, report.replays),)),
        ),
        assumptions=assumptions_of(digest),
        sources=sources_of(digest, report.terrain),
    )


def _without_empty(section: PageSection) -> PageSection:
    kept = tuple(t for t in section.tables if t.rows)
    return PageSection(section.title, section.lead, section.images, kept, section.is_folded)


def _opening(report: RaidReport, digest: Digest) -> str:
    first = digest.first
    question = first.outcome.question
    worlds = (
        f"{count(first.n_worlds)} draws of what is not known, {count(first.n_each)} {digest.whole}s in each"
        if first.n_worlds
        else f"{count(first.n_drawn)} {digest.whole}s with everything that is not known at its mode"
    )
    asked = []
    if digest.n_nights > 1:
        asked.append(
            f"{digest.n_nights} nights, alike each night, {100 * question.resupply_share:.0f} % resupplied a day"
        )
    if question.policy != "doctrine":
        asked.append(f"a free unit takes targets by the policy “{question.policy}”")
    if question.is_independent:
        asked.append("shots independent of one another, without the night's shared luck")
    about = report.scenario.title or report.scenario.name
    options = f"Compared: {listed_options(digest)}. " if len(digest.options) > 1 else ""
    more = f" Asked: {'; '.join(asked)}." if asked else ""
    return (
        f"{sentence(about)} {options}{worlds[0].upper()}{worlds[1:]}.{more} Every option meets the same threats and the "
        f"same luck. A 90 % band holds nine of ten {digest.whole}s; what it is made of, chance or not knowing, is told apart. "
        "Chance alone is with everything at its mode, and lies about the mean that is then found."
    )


def _why(digest: Digest, images: _Images) -> PageSection:
    if digest.is_incursion:
        title, lead = "Why was it not stopped?", "Each aircraft that was not stopped has one cause."
    else:
        title, lead = (
            "Why did it leak?",
            "Every leaker has exactly one cause: what stood against stopping it.",
        )
    return PageSection(title, lead, images.get("why", ()), (tables.causes(digest), tables.MEANINGS))


def _how_many(digest: Digest, images: _Images) -> PageSection:
    if digest.is_incursion:
        title, lead = "How far does it get?", "Detect, identify, decide, stop: how many come to each step."
    else:
        title, lead = "How many leak?", "The whole distribution, and its bands kept apart."
    return PageSection(
        title,
        lead,
        images.get("leakers", ()),
        (tables.steps(digest), tables.leakers(digest), tables.nights(digest)),
    )


def _change(digest: Digest, images: _Images) -> PageSection:
    if len(digest.options) < 2:
        return PageSection("What does an option change?")
    lead = (
        f"Each option less “{digest.first.title}”, one by one on the same threats and the same luck. A difference within "
        "its Monte Carlo error is not told from nothing."
    )
    return PageSection(
        "What does an option change?", lead, images.get("change", ()), (tables.differences(digest),)
    )


def _where(digest: Digest, images: _Images) -> PageSection:
    title = "Over what, and which?" if digest.is_incursion else "Where does it leak, and what?"
    made = (tables.by_asset(digest), tables.by_threat(digest), tables.crossed(digest))
    return PageSection(title, "", images.get("where", ()), made)


def _who(digest: Digest, images: _Images) -> PageSection:
    lead = (
        "A layer is told by reach: very short to 10 km, short to 20, medium to 50, long beyond; guns and jammers are "
        "layers of their own. Jammers kill softly: nothing falls from a shot."
    )
    made = (tables.layers(digest), tables.effectors(digest))
    return PageSection("Who stops it?", lead, images.get("who", ()), made)


def _stores(digest: Digest, images: _Images) -> PageSection:
    title = "Do the magazines last?"
    return PageSection(title, magazine_words(digest), images.get("stores", ()), (tables.stores(digest),))


def _money(digest: Digest, images: _Images) -> PageSection:
    return PageSection(
        "What does it cost?", balance_words(digest), images.get("money", ()), (tables.money(digest),)
    )


def _when(digest: Digest, images: _Images) -> PageSection:
    return PageSection("When?", time_line_words(digest), images.get("when", ()), (tables.times(digest),))


def _sure(report: RaidReport, digest: Digest, images: _Images) -> PageSection:
    made = [tables.sureness(digest)]
    lead = sure_words(digest)
    if report.drivers is not None:
        rows = tuple(
            (d.cause, d.first_order, d.total, f"{count(d.low)} to {count(d.high)}")
            for d in report.drivers.rows
        )
        made.append(
            PageTable(
                "What the doubt comes from: share of the variance of the leakers",
                ("cause", "known alone, it takes away", "all else known, it leaves", "band of the last"),
                rows,
                report.drivers.text,
                (("drivers.csv", "drivers.csv"),),
            )
        )
        lead += f" {100 * report.drivers.guess_share:.0f} % of the variance rests on guesses."
    if report.rare is not None:
        made.append(report.rare)
    return PageSection("How sure is this?", lead, images.get("sure", ()), tuple(made))


def _files(files: Sequence[tuple[str, str]], replays: Sequence[Path]) -> PageTable:
    rows = [(address, words) for words, address in files]
    links = [(a, a) for a, _ in rows if "/" not in a]
    rows += [(path.name, "one of them, for replay") for path in replays]
    return PageTable("Beside this page", ("file", "holds"), tuple(rows), files=tuple(links), is_folded=True)
