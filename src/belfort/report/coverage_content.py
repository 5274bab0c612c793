"""The page of a coverage without its pictures' bytes: findings, sections, tables, assumptions and sources."""

from collections.abc import Mapping, Sequence

from belfort.coverage.model import Coverage
from belfort.records import Provenance
from belfort.report import coverage_tables as tables
from belfort.report.coverage_findings import findings_of
from belfort.report.coverage_page import Assumption, Page, PageImage, PageSection, PageTable
from belfort.report.coverage_pictures import Picture, chosen
from belfort.report.coverage_summary import Summary, ThreatSummary
from belfort.report.coverage_words import height_words, share_words, time_words
from belfort.scenario.cite import Citation, cite
from belfort.scenario.load import shipped_catalogue

COARSE = (
    "Coarse ground: the grid of about 9 km that comes with Belfort hides hills, so low cover is overstated and no result is "
    "finer than 9 km. Fetch finer ground with belfort terrain get."
)


def content_of(
    coverage: Coverage,
    summary: Summary,
    provenance: Provenance,
    pictures: Sequence[Picture],
    images: Mapping[str, PageImage],
    files: Sequence[tuple[str, str]],
) -> Page:
    """Return the page of a coverage.

    Parameters
    ----------
    coverage, summary
        What was found.
    provenance
        Where it comes from.
    pictures, images
        The pictures in their order, and the page's image of each by its slug; one without an image is left out.
    files
        (words, address) of every file beside the page.
    """
    scenario = coverage.scenario
    shown = [p for p in pictures if p.is_on_page and p.slug in images]
    of = {p.section: tuple(images[q.slug] for q in shown if q.section == p.section) for p in shown}
    is_open = set(t.threat for t in chosen(summary)) if shown else set()
    threats = [_of_threat(t, of.get(t.threat, ()), t.threat in is_open) for t in summary.threats]
    return Page(
        title=scenario.title or scenario.name,
        findings=findings_of(coverage, summary),
        provenance=provenance,
        eyebrow="coverage · what is seen and what can be reached",
        summary=_opening(coverage),
        warning=COARSE if coverage.terrain.is_coarse else "",
        sections=(
            PageSection(
                "Threat by threat",
                "The hardest to see first.",
                tables=(tables.by_threat(summary), tables.by_height(coverage, summary)),
            ),
            *threats,
            *_shared(coverage, summary, of),
            PageSection("Files", tables=(_files(files),)),
        ),
        assumptions=assumptions_of(coverage),
        sources=sources_of(coverage),
    )


def _opening(coverage: Coverage) -> str:
    scenario = coverage.scenario
    option = scenario.option_titles.get(scenario.option or "", (scenario.option or "",))[0]
    under = f"Under the option “{option}”. " if option else ""
    n_units = sum(u.count for u in scenario.units)
    return (
        f"{under}{n_units} units, {len(coverage.posts)} sensors that look, {len(scenario.assets)} assets, "
        f"{len(coverage.maps)} threats. In brackets stand the low and the high case: every uncertain figure at its "
        "worse and at its better end at once."
    )


def _of_threat(threat: ThreatSummary, images: tuple[PageImage, ...], is_open: bool) -> PageSection:
    where = "at the top of its arc" if threat.is_ballistic else "above ground"
    lead = (
        f"At {height_words(threat.height_agl_m)} {where}: seen over {share_words(threat.share_covered)} of the land; median "
        f"warning at the most valuable assets {time_words(threat.warning_s)}; no look from "
        f"{share_words(threat.share_unmet)} of the directions."
    )
    return PageSection(threat.name, lead, images, (tables.at_assets(threat),), not is_open)


def _shared(
    coverage: Coverage, summary: Summary, of: Mapping[str, tuple[PageImage, ...]]
) -> list[PageSection]:
    ladders = tuple(tables.ladders(coverage, summary))
    sections = [
        PageSection("First seen, direction by direction", images=of.get("found", ())),
        PageSection(
            "What can be reached, and how often",
            "A look is a chance of one unit to meet one threat before it arrives. Magazines, channels and the next threat "
            "are not counted.",
            of.get("reach", ()),
            (tables.reach(summary), *ladders, tables.timelines(coverage)),
        ),
        PageSection("If one fails", images=of.get("losses", ()), tables=(tables.losses(coverage, summary),)),
    ]
    if len(coverage.civil):
        sections.append(PageSection("Civil airspace", tables=(tables.civil(coverage),)))
    return [
        PageSection(s.title, s.lead, s.images, tuple(t for t in s.tables if t.rows))
        for s in sections
        if s.images or any(t.rows for t in s.tables)
    ]


def _files(files: Sequence[tuple[str, str]]) -> PageTable:
    rows = tuple((address, words) for words, address in files)
    return PageTable(
        "Beside this page", ("file", "holds"), rows, files=tuple((f, f) for f, _ in rows), is_folded=True
    )


def assumptions_of(coverage: Coverage) -> tuple[Assumption, ...]:
    """Return the notes of the run, which are facts of it, and what the physics takes for true."""
    notes = [Assumption(note, "F", True) for note in coverage.notes if note.startswith("Assumed")]
    notes += [Assumption(note, "C", False) for note in coverage.notes if not note.startswith("Assumed")]
    physics = [Assumption(x.text, x.evidence.letter, x.evidence.is_guess) for x in coverage.assumptions]
    return (
        *notes,
        *physics,
        Assumption(
            "Sensors confirm independently of one another; weather and tactics move them together in truth.",
            "F",
            True,
        ),
        Assumption(
            "Every threat flies straight at the middle of the asset, level or on an arc, to the end.",
            "F",
            True,
        ),
    )


def sources_of(coverage: Coverage) -> tuple[tuple[str, str], ...]:
    """Return the sources of the figures and of the ground: words and address."""
    found = cite(coverage.scenario, shipped_catalogue())
    ground = [(f"Ground: {s}", "") for s in coverage.terrain.sources]
    return (*(_source(c) for c in found), *ground, ("Land and borders: Natural Earth, public domain", ""))


def _source(citation: Citation) -> tuple[str, str]:
    reference = citation.reference
    if reference is None:
        return citation.words or citation.key, ""
    words = ", ".join(part for part in (reference.title, reference.date) if part)
    return words, reference.url if reference.url.startswith("http") else ""
