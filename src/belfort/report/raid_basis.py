"""What a report of a raid rests on: guesses, what is taken for true, what is left out, sources, and price years."""

from collections.abc import Iterator

from belfort.coverage.sensing.priors import PRIORS as SENSING_PRIORS
from belfort.raid.compiling.money import CURRENCIES, NAMES
from belfort.raid.model import Outcome
from belfort.raid.night.measured import PRIORS as NIGHT_PRIORS
from belfort.raid.priors import PRIORS as RAID_PRIORS
from belfort.report.coverage_page import Assumption, PageTable
from belfort.report.raid_summary import Digest
from belfort.report.raid_words import count
from belfort.scenario.cite import cite
from belfort.scenario.estimate import Estimate
from belfort.scenario.explain import guesses
from belfort.scenario.load import shipped_catalogue
from belfort.terrain import Terrain

COARSE = (
    "Coarse ground: the grid of about 9 km that comes with Belfort hides hills, so that low threats are found too "
    "early. Fetch finer ground with belfort terrain get."
)
_LEFT_OUT = (
    "Ways of threats are given beforehand: nothing flies around a defence, and no attacker learns from what he sees.",
    "Nothing jams or deceives sensors beyond the jammers that the situation names; no seeker and no warhead is computed.",
    "What is detected again after it was lost is held on to; false tracks and their confusion cost nothing.",
    "A shot's chance does not fall when several threats or shots crowd one place, and debris harms nobody.",
    "What a leaker does is not computed, but for the chance that it puts a unit beside its target out of action.",
    "Crews do not tire within a night; a unit that moves between nights is simply there.",
    "The attacker comes alike on every night of a campaign.",
)
NOT_MODELLED = PageTable(
    "What the numbers leave out", ("not modelled",), tuple((words,) for words in _LEFT_OUT)
)
_TAKEN = (
    ("A threat is stopped by one kill; partial damage does not count.", "F"),
    (
        "A leaker's cause is one: what stood first against stopping it, asked in the order of the engagement.",
        "F",
    ),
    ("Shots of one night share their luck, by class of target; a campaign's nights do not.", "F"),
)


def own_priors() -> PageTable:
    """Return the guesses that a raid adds to those of the situation, with their ranges."""
    rows = [(p.text, _range(p.estimate), p.estimate.evidence.letter) for p in (*RAID_PRIORS, *NIGHT_PRIORS)]
    rows += [
        (p.text, _range(p.estimate, p.per_unit, p.unit), p.estimate.evidence.letter) for p in SENSING_PRIORS
    ]
    return PageTable(
        "Figures that no source gives for a situation: the raid's, the night's and the sensors' own",
        ("figure", "mode (low to high)", "evidence"),
        tuple(rows),
        "E and F are guesses. Each is drawn anew in every world.",
        is_folded=True,
    )


def _range(estimate: Estimate, per_unit: float = 1.0, unit: str = "") -> str:
    low, mode, high = (count(v / per_unit) for v in (estimate.low, estimate.mode, estimate.high))
    return f"{mode} ({low} to {high}) {unit}".rstrip()


def guess_words(digest: Digest) -> str:
    """Return how much of it rests on guesses: of the situation, and of the raid's own figures."""
    own = [p.estimate for p in (*RAID_PRIORS, *NIGHT_PRIORS, *SENSING_PRIORS)]
    n_guesses = sum(e.is_guess for e in own)
    return f"{guesses(digest.first.outcome.scenario)} So are {n_guesses} of the {len(own)} that the simulation adds of its own."


def assumptions_of(digest: Digest) -> tuple[Assumption, ...]:
    """Return the notes of the runs and what is taken for true, guesses marked."""
    notes = dict.fromkeys(note for option in digest.options for note in option.outcome.notes)
    return (
        *(
            Assumption(note[:1].upper() + note[1:] + ("" if note.endswith(".") else "."), "F", True)
            for note in notes
        ),
        *(
            Assumption(f"{p.text}: {_range(p.estimate)}.", p.estimate.evidence.letter, p.estimate.is_guess)
            for p in RAID_PRIORS
        ),
        *(Assumption(words, grade, True) for words, grade in _TAKEN),
        Assumption(f"Costs are of {_paid(digest)} only: no crew, wear, radar or damage.", "F", True),
        Assumption(price_words(digest), "C", False),
    )


def _paid(digest: Digest) -> str:
    return "shots" if digest.is_incursion else "shots and of what the attacker launches"


def price_words(digest: Digest) -> str:
    """Return of which years the prices are, and what has none."""
    years = sorted({year for option in digest.options for year in _price_years(option.outcome)})
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}" if years else "years not stated"
    free = sorted({name for option in digest.options for name in without_price(option.outcome)})
    missing = f" No price is on record for {', '.join(free)}, which count 0." if free else ""
    return f"Prices are of {span}, each of its own year and not brought to one.{missing}"


def _priced(outcome: Outcome) -> Iterator[tuple[str, Estimate | None]]:
    """Yield what is fired and launched, with its price; jammers cost nothing a shot."""
    systems = outcome.scenario.systems
    flown = (*outcome.names.kinds, *outcome.at_mode.threat_eur)
    for name in dict.fromkeys((*outcome.names.effectors, *flown)):
        system = systems.get(name)
        if system is None or system.kind == "soft-kill":
            continue
        if system.traits.get("stance") == "civil":
            continue
        found = (system.figures.get(f"{price}_{currency}") for price in NAMES for currency in CURRENCIES)
        yield name, next((f for f in found if f is not None), None)


def without_price(outcome: Outcome) -> list[str]:
    """Return what is fired or launched and has no price on record."""
    return [name for name, price in _priced(outcome) if price is None]


def _price_years(outcome: Outcome) -> set[int]:
    figures = {f.id: f for entry in shipped_catalogue().entries.values() for f in entry.figures.values()}
    years = set()
    for _, price in _priced(outcome):
        figure = figures.get(price.origin.removeprefix("catalogue:")) if price is not None else None
        told = figure.price if figure is not None else None
        if told is not None:
            years |= {year for year in (told.year_from, told.year_to) if year is not None}
    return years


def sources_of(digest: Digest, terrain: Terrain | None) -> tuple[tuple[str, str], ...]:
    """Return the sources of the figures under every option, and of the ground: words and address."""
    found: dict[tuple[str, str], None] = {}
    for option in digest.options:
        for citation in cite(option.outcome.scenario, shipped_catalogue()):
            reference = citation.reference
            if reference is None:
                found[citation.words or citation.key, ""] = None
                continue
            words = ", ".join(part for part in (reference.title, reference.date) if part)
            found[words, reference.url if reference.url.startswith("http") else ""] = None
    ground = terrain.sources if terrain is not None else ()
    return (
        *found,
        *((f"Ground: {s}", "") for s in ground),
        ("Land and borders: Natural Earth, public domain", ""),
    )
