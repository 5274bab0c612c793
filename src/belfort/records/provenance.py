"""Where a file comes from. Every file of results carries it."""

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, Self

import belfort
from belfort.records.errors import ProvenanceError

_SEEDS = 1 << 64


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to make a result again."""

    version: str
    """Of Belfort."""
    scenario_hash: str
    """Of the resolved scenario; "" where none was used."""
    catalogue_hash: str
    """Of the catalogue entries; "" where none were used."""
    seed: int
    """Of the random streams, 0 to 2**64 - 1."""
    created_utc: datetime
    """Moment of writing, in UTC, to the microsecond."""
    command: str = ""
    """The command line, where there was one."""

    def __post_init__(self) -> None:
        """Check every attribute; name every fault."""
        faults = [
            f"{name} must be text, found {getattr(self, name)!r}"
            for name in ("version", "scenario_hash", "catalogue_hash", "command")
            if not isinstance(getattr(self, name), str)
        ]
        if type(self.seed) is not int or not 0 <= self.seed < _SEEDS:
            faults.append(f"seed must be a whole number from 0 to 2**64 - 1, found {self.seed!r}")
        if not _is_utc(self.created_utc):
            faults.append(f"created_utc must be a time in UTC, found {self.created_utc!r}")
        if faults:
            raise ProvenanceError(f"provenance: {'; '.join(faults)}")

    @classmethod
    def now(cls, *, scenario_hash: str, catalogue_hash: str, seed: int, command: str = "") -> Self:
        """Return the provenance of a result that this version of Belfort makes at this moment."""
        return cls(belfort.__version__, scenario_hash, catalogue_hash, seed, datetime.now(UTC), command)

    def to_dict(self) -> dict[str, str | int]:
        """Return plain values, ready for JSON; the time as ISO 8601."""
        return {**asdict(self), "created_utc": self.created_utc.isoformat()}

    @classmethod
    def from_dict(cls, values: Any, where: str = "provenance") -> Self:
        """Return what `to_dict` gave.

        Parameters
        ----------
        values
            The plain values.
        where
            What a message calls the place they came from.

        Raises
        ------
        ProvenanceError
            A value is missing, unknown or makes no sense.
        """
        if not isinstance(values, dict):
            raise ProvenanceError(f"{where}: provenance must be a mapping, found {type(values).__name__}")
        names = {field.name for field in fields(cls)}
        faults = [f"{name} is missing" for name in sorted(names - {"command"} - values.keys())]
        faults += [f"{name} is unknown" for name in sorted(map(str, values.keys() - names))]
        if faults:
            raise ProvenanceError(f"{where}: provenance: {'; '.join(faults)}")
        try:
            return cls(**{**values, "created_utc": _parsed(values["created_utc"])})
        except ProvenanceError as fault:
            raise ProvenanceError(f"{where}: {fault}") from None


def _is_utc(moment: object) -> bool:
    """Return whether a value is an aware time with no offset, so written that it reads back the same."""
    return isinstance(moment, datetime) and moment.tzinfo is UTC


def _parsed(text: object) -> object:
    """Return the time an ISO 8601 text names, or the value itself where it names none."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        return text
