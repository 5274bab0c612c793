"""The files under spec/cases are the specification: valid ones resolve, invalid ones fault as they say."""

import re
from pathlib import Path

import pytest

from belfort.scenario import Fault, ScenarioError, load_scenario
from belfort.scenario.resolved import ResolvedScenario, canonical_json

CASES = Path(__file__).parents[2] / "spec" / "cases"
VALID = sorted((CASES / "valid").glob("*.toml"))
INVALID = sorted((CASES / "invalid").glob("*.toml"))


def expectations(path: Path) -> list[str]:
    """Return what an invalid case says will be found, from its first lines or the file beside it."""
    beside = path.with_suffix(".expect")
    if beside.exists():
        return beside.read_text(encoding="utf8").splitlines()
    lines = path.read_text(encoding="utf8").splitlines()
    said = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]
    assert lines[: len(said)] == [f"# expect: {s}" for s in said], "expectations stand first"
    return said


def spellings(fault: Fault, path: Path) -> list[str]:
    """Return a fault as an expectation may begin: with its file where it is another, its line, or neither."""
    words = ": ".join(part for part in (fault.place, fault.message) if part)
    numbered = f"{fault.line}: {words}" if fault.line else words
    return [words, numbered] if fault.file == path.name else [f"{fault.file}:{numbered}"]


def faults_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return caught.value.faults


def is_said(fault: Fault, expected: str, path: Path) -> bool:
    return any(spelling.startswith(expected) for spelling in spellings(fault, path))


@pytest.mark.parametrize("path", VALID, ids=lambda p: p.stem)
def test_valid_case_resolves(path: Path) -> None:
    scenario = load_scenario(path)
    assert isinstance(scenario, ResolvedScenario)
    for situation in (scenario, *scenario.options.values()):
        assert canonical_json(situation)
        assert len(situation.hash) == 64


def test_valid_cases_say_what_they_show() -> None:
    firsts = {path.name: path.read_text(encoding="utf-8-sig").splitlines()[0] for path in VALID}
    assert [name for name, first in firsts.items() if not re.match("# shows: .{11}", first)] == []


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_invalid_case_faults_as_it_says(path: Path) -> None:
    expected = expectations(path)
    assert expected, "an invalid case says what is wrong with it"
    faults = list(faults_of(path))
    found = "\n".join(map(str, faults))
    for text in expected:
        match = next((f for f in faults if is_said(f, text, path)), None)
        assert match is not None, f"expected: {text}\nfound: {found}"
        faults.remove(match)
    assert not faults, f"not expected: {[str(f) for f in faults]}"


def test_file_of_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert [str(f) for f in faults_of(path)] == [
        "large.toml: is 50 MB; a scenario is at most 8 MB. Is this the right file?"
    ]


def test_there_are_many_cases() -> None:
    assert len(VALID) >= 60
    assert len(INVALID) >= 150
