"""An answer as an option of the scenario: a small TOML file that extends the one the question came from."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import degrees

from belfort.siting.model import Siting, SitingError

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class NewUnits:
    """Units of one kind that the option adds, one a site."""

    name: str
    system: str
    nation: str
    lat_rad: Sequence[float]
    lon_rad: Sequence[float]
    c2: str | None = None
    radar: str | None = None
    loads: Mapping[str, int] = field(default_factory=dict)
    reloads: float | None = None
    mast_m: float | None = None
    posture: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MovedUnit:
    """A unit that the option puts elsewhere."""

    unit: str
    lat_rad: float
    lon_rad: float


def summary_of(siting: Siting, what: str = "weight") -> str:
    """Return in words how good an answer is and how it was found."""
    share = f"{siting.share:.1%} of the {what}"
    proof = "proven best" if siting.is_optimal else f"no choice can cover {siting.gap:.2%} more"
    gain = f" One more site would add {siting.further[0].gain / siting.total:.1%}." if siting.further else ""
    steps = "; ".join(siting.trail)
    return f"{len(siting.sites)} new sites cover {share} ({proof}).{gain} How: {steps}; seed {siting.seed}."


def option_text(
    extends: str,
    *,
    title: str,
    summary: str,
    name: str = "sited",
    units: Sequence[NewUnits] = (),
    moved: Sequence[MovedUnit] = (),
    based_on: str | None = None,
) -> str:
    """Return a scenario file that adds one option to another file.

    Parameters
    ----------
    extends
        Name of a shipped scenario, or path of the other file from where this one will lie.
    title, summary
        Of the option.
    name
        Of the option.
    units, moved
        What it adds and what it moves; sites in radians, written to a ten-thousandth of a degree (11 m).
    based_on
        Another option whose changes come first.

    Raises
    ------
    SitingError
        Nothing is added or moved, or a name is none.
    """
    _check(name, units, moved)
    lines = ["belfort = 1", _line("title", title), _line("extends", extends), "", f"[options.{name}]"]
    lines += [_line("title", title), _line("summary", summary)]
    if based_on is not None:
        lines.append(_line("based_on", based_on))
    for move in moved:
        lines += ["", f"[[options.{name}.move]]", _line("unit", move.unit)]
        lines.append(f"at = {_place(move.lat_rad, move.lon_rad)}")
    for unit in units:
        lines += ["", f"[[options.{name}.add]]", *_unit_lines(unit)]
    return "\n".join(lines) + "\n"


def _check(name: str, units: Sequence[NewUnits], moved: Sequence[MovedUnit]) -> None:
    faults = [f"'{n}' is no name: small letters, digits and dashes" for n in [name] if not _NAME.fullmatch(n)]
    if not units and not moved:
        faults.append("the option adds no unit and moves none")
    for unit in units:
        if not len(unit.lat_rad) == len(unit.lon_rad) > 0:
            faults.append(f"{unit.name} has {len(unit.lat_rad)} latitudes and {len(unit.lon_rad)} longitudes")
    if faults:
        raise SitingError("no option can be written: " + "; ".join(faults))


def _unit_lines(unit: NewUnits) -> list[str]:
    places = ", ".join(_place(*pair) for pair in zip(unit.lat_rad, unit.lon_rad, strict=True))
    lines = [_line("name", unit.name), _line("system", unit.system), _line("nation", unit.nation)]
    lines.append(f"sites = [{places}]")
    lines += [_line(key, getattr(unit, key)) for key in ("c2", "radar", "posture") if getattr(unit, key)]
    if unit.loads:
        lines.append("loads = { " + ", ".join(f"{_key(k)} = {int(n)}" for k, n in unit.loads.items()) + " }")
    lines += [
        f"{key} = {float(getattr(unit, key))!r}"
        for key in ("reloads", "mast_m")
        if getattr(unit, key) is not None
    ]
    return [*lines, _line("note", unit.note)] if unit.note else lines


def _place(lat_rad: float, lon_rad: float) -> str:
    return f"[{degrees(lon_rad):.4f}, {degrees(lat_rad):.4f}]"


def _key(key: str) -> str:
    return key if _KEY.fullmatch(key) else _text(key)


def _line(key: str, text: str) -> str:
    return f"{key} = {_text(text)}"


def _text(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
