"""Under which rules: identification, weapons control, doctrine, reserves."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from belfort.catalogue.model import TargetClass
from belfort.scenario.written.terms import IN_BRACKETS, Range, Share, Table, Uncertain, Words

Criterion = Literal[
    "transponder",
    "ads-b",
    "remote-id",
    "flight-plan",
    "corridor",
    "speed",
    "altitude",
    "origin",
    "manoeuvre",
    "visual",
    "electronic",
]


class Identification(Table):
    """How friend, foe and stranger are told apart, and how often that goes wrong."""

    criteria: Annotated[tuple[Criterion, ...], IN_BRACKETS] = (
        "transponder",
        "flight-plan",
        "corridor",
        "speed",
        "altitude",
        "origin",
    )
    """What is looked at."""
    delay_s: Uncertain | None = None
    """Detection to identity; the catalogue's prior for the footing unless said."""
    p_civil_taken_hostile: Uncertain = Range(low=0.0001, mode=0.001, high=0.01, source="MODEL")
    """Chance that a civil aircraft ends up identified as hostile."""
    p_hostile_taken_civil: Uncertain = Range(low=0.005, mode=0.02, high=0.1, source="MODEL")
    """Chance that an attacker ends up identified as civil."""


class WeaponsControl(Table):
    """An exception to the general weapons-control status."""

    against: Annotated[tuple[TargetClass, ...], IN_BRACKETS, Field(min_length=1)]
    """Target classes."""
    status: Literal["free", "tight", "hold"]
    """Free: all not known friendly. Tight: only known hostile. Hold: only in self-defence."""


class Engagement(Table):
    """Doctrine against some classes of target."""

    against: Annotated[tuple[TargetClass, ...], IN_BRACKETS, Field(min_length=1)]
    """Target classes."""
    use: Annotated[tuple[Words, ...], IN_BRACKETS] = ()
    """Effectors in order of preference; all capable ones unless said."""
    order: Literal["listed", "cheapest-capable-first", "best-kill-first", "nearest-first"] = (
        "cheapest-capable-first"
    )
    """How the effector is chosen."""
    salvo: Annotated[int, Strict(), Field(ge=1, le=8)] = 1
    """Shots before looking."""
    looks: Annotated[int, Strict(), Field(ge=1, le=8)] = 2
    """Salvoes at most: shoot, look, shoot."""


class Reserve(Table):
    """Missiles kept back."""

    effector: Words
    """Catalogue entry."""
    keep_for: Annotated[tuple[TargetClass, ...], IN_BRACKETS, Field(min_length=1)]
    """Classes they are kept for."""
    share: Share = 1.0
    """Share of the magazine kept back."""


class Rules(Table):
    """Under which rules is fired."""

    footing: Literal["peacetime", "crisis", "wartime"] = "wartime"
    """Sets the identification delay unless `identification` does."""
    weapons_control: Literal["free", "tight", "hold"] = "tight"
    """General status."""
    exceptions: Annotated[tuple[WeaponsControl, ...], IN_BRACKETS] = ()
    """Other status against some classes."""
    identification: Identification = Identification()
    """Criteria, delay and errors."""
    engagement: Annotated[tuple[Engagement, ...], IN_BRACKETS] = ()
    """Doctrine by class; one shot, two looks, cheapest capable first unless said."""
    reserves: Annotated[tuple[Reserve, ...], IN_BRACKETS] = ()
    """What is kept back, and for what."""
