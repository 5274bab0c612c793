"""How much is computed: quick to look, the default for a desk, full for what is signed."""

from dataclasses import dataclass, replace
from pathlib import Path

from belfort.scenario.resolved import ResolvedStudy


@dataclass(frozen=True, slots=True)
class Setting:
    """Sizes of a study."""

    name: str
    """quick, default, full, or own."""
    n_worlds: int
    """Draws of what is not known, for each option and picture."""
    n_replicates: int
    """Raids of each option and picture, over all worlds: as many under each stress and at each date, so that what is
    compared met the same worlds and the same luck."""
    n_years: int
    """Dates at which the force is looked at, at most: the first, the last and those between as evenly as can be."""
    n_money: int
    """Draws of cost and of dates."""
    n_weights: int
    """Draws of weights."""
    has_guesses: bool
    """Whether the share of the variance on guesses is computed: every world once more, guesses at their mode."""
    has_coverage: bool = True
    """Whether what each option sees and reaches is computed."""


QUICK = Setting("quick", 4, 256, 2, 4_000, 10_000, False, has_coverage=False)
DEFAULT = Setting("default", 8, 1024, 4, 10_000, 20_000, True)


@dataclass(frozen=True)
class Request:
    """What is asked of a study beside its scenario."""

    setting: Setting = DEFAULT
    folder: Path | None = None
    """Where finished raids are kept; None: nowhere."""
    file: str = ""
    """What the scenario was read from, for whoever looks whether the study is stale."""
    command: str = ""
    n_threads: int = 2


NAMES = ("quick", "default", "full")


def setting_of(name: str, study: ResolvedStudy) -> Setting:
    """Return a setting by its name; `full` takes worlds, raids and dates from the scenario.

    Raises
    ------
    ValueError
        There is none of this name.
    """
    if name == "full":
        return Setting("full", study.worlds, study.replications, 100, 20_000, 100_000, True)
    if name not in NAMES:
        raise ValueError(f"a setting is one of {', '.join(NAMES)}, found '{name}'")
    return QUICK if name == "quick" else DEFAULT


def resized(setting: Setting, n_worlds: int | None, n_replicates: int | None) -> Setting:
    """Return a setting with other numbers of worlds or raids; at least one raid a world."""
    if n_worlds is None and n_replicates is None:
        return setting
    worlds, raids = n_worlds or setting.n_worlds, n_replicates or setting.n_replicates
    return replace(setting, name="own", n_worlds=worlds, n_replicates=max(raids, worlds))


def picked_years(years: tuple[int, ...], n: int) -> tuple[int, ...]:
    """Return at most `n` years of a sorted list: the first, the last, and those between as evenly as can be.

    >>> picked_years((2027, 2028, 2029, 2030, 2032, 2035, 2040, 2045), 3)
    (2027, 2030, 2045)
    """
    if len(years) <= n:
        return years
    if n == 1:
        return years[-1:]
    places = [round(i * (len(years) - 1) / (n - 1)) for i in range(n)]
    return tuple(years[i] for i in dict.fromkeys(places))
