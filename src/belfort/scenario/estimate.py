"""A number that is not known exactly: what every uncertain quantity of a resolved scenario is."""

from dataclasses import dataclass

from belfort.catalogue.figure import Evidence


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number in SI that is not known exactly."""

    low: float
    mode: float
    high: float
    shape: str
    evidence: Evidence
    origin: str
    """`catalogue:<figure id>`, `scenario:<place>` or `default:<place>`."""
    sources: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """True where nobody was asked: general knowledge and priors."""
        return self.evidence.is_guess
