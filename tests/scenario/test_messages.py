"""Every message the program can write about a scenario is provoked by a case, or by one of the few tests here."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import belfort.scenario
from belfort.scenario import Fault, ScenarioError, load_scenario, parse_scenario
from belfort.scenario.read import MOST_BYTES, read_tree
from tests.scenario.test_cases import INVALID, faults_of

ROOM = Path(belfort.scenario.__file__).parent
MODULES = sorted(
    p for p in ROOM.rglob("*.py") if p.stem not in ("explain", "explain_study", "cite", "new", "reference")
)
ARGUMENT = {"Fault": 3, "fault_at": 2, "fault": 1, "ValueError": 0, "UnknownPlaceError": 0}
"""Calls that write a message, and which of their arguments it is."""
RETURNING = {"worded", "_size", "_unknown_key", "_no_removal"}
"""Functions that return a message."""

SMALL = """belfort = 1
title = "Small"
[region]
name = "Here"
west_deg = 2
south_deg = 49
east_deg = 8
north_deg = 54
[dates]
start = 2030-03-01T22:00:00Z
[[nations]]
nation = "belgium"
"""


def regexes(node: ast.AST | None, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Yield what a message expression can become, with `.*` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(next(regexes(part, {}), ".*") for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from regexes(node.body, names)
        yield from regexes(node.orelse, names)
    elif isinstance(node, ast.Tuple):
        yield from regexes(node.elts[-1], names)
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, ()):
            yield from regexes(value, {})


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name in a function, the second of a pair included."""
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                last = target.elts[-1] if isinstance(target, ast.Tuple) else target
                if isinstance(last, ast.Name):
                    names.setdefault(last.id, []).append(node.value)
    return names


def written_by(function: ast.FunctionDef) -> Iterator[str]:
    names = assigned(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = ARGUMENT.get(called)
            if position is not None and len(node.args) > position:
                yield from regexes(node.args[position], names)
        elif isinstance(node, ast.Return) and function.name in RETURNING:
            yield from regexes(node.value, names)


@cache
def sites() -> list[tuple[str, str]]:
    """Return module and regular expression of every message in the room."""
    found = {
        (path.stem, regex)
        for path in MODULES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(function, ast.FunctionDef)
        for regex in written_by(function)
    }
    return sorted(site for site in found if re.search(r"[a-z]{2}", site[1].replace(".*", "")))


def provoked(action: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as caught:
        action()
    return caught.value.faults


def layers(folder: Path, n: int) -> Path:
    """Write files that extend one another, n of them on top of a whole one."""
    (folder / "layer-0.toml").write_text(SMALL, encoding="utf8")
    for i in range(1, n + 1):
        content = f'belfort = 1\ntitle = "Layer"\nextends = "layer-{i - 1}.toml"\n'
        (folder / f"layer-{i}.toml").write_text(content, encoding="utf8")
    return folder / f"layer-{n}.toml"


def many_units(n_sites: int, links: str) -> str:
    sites = ", ".join(["[4, 51]"] * n_sites)
    unit = f'[[units]]\nname = "radar"\nsystem = "gm400"\nnation = "BE"\nsites = [{sites}]\n'
    return SMALL + unit + links


def link(sender: str, receiver: str) -> str:
    return f'[[network.links]]\nfrom = "{sender}"\nto = "{receiver}"\n'


def too_large(folder: Path) -> Path:
    path = folder / "large.toml"
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    return path


def test_messages_about_files(tmp_path: Path) -> None:
    (folder,) = provoked(lambda: read_tree(tmp_path))
    (absent,) = provoked(lambda: read_tree(tmp_path / "absent.toml"))
    (nowhere,) = provoked(lambda: load_scenario(tmp_path / "absent.toml"))
    (near,) = provoked(lambda: load_scenario("benelx"))
    (large,) = provoked(lambda: load_scenario(too_large(tmp_path)))
    (long,) = provoked(lambda: parse_scenario(b"#" * (MOST_BYTES + 1)))
    assert folder.message == "is a folder, not a scenario file"
    assert absent.message == "cannot be read: No such file or directory"
    assert nowhere.message.startswith("there is no such file or shipped scenario. Shipped scenarios: benelux")
    assert near.message == "there is no such file or shipped scenario. Did you mean 'benelux'?"
    assert large.message == "is 8 MB; a scenario is at most 8 MB. Is this the right file?"
    assert long.message == "is over 8 MB, the most a scenario may have"


def test_ten_files_on_top_of_each_other_and_no_more(tmp_path: Path) -> None:
    assert load_scenario(layers(tmp_path, 10)).title == "Layer"
    (fault,) = provoked(lambda: load_scenario(layers(tmp_path, 11)))
    assert fault.message == "more than 10 files on top of each other"


def test_too_many_links() -> None:
    (one,) = provoked(lambda: parse_scenario(many_units(150, link("*", "*"))))
    (all_in_all,) = provoked(
        lambda: parse_scenario(many_units(150, "".join(link(f"radar-{d}*", "*") for d in "123456789")))
    )
    assert one.message == "makes 22,500 links; at most 20,000"
    assert all_in_all.message == "makes more than 20,000 links; name fewer units"


def test_too_many_units() -> None:
    site = "[4, 51], " * 500
    units = "".join(
        f'[[units]]\nname = "radar-{i}"\nsystem = "gm400"\nnation = "BE"\nsites = [{site}]\n'
        for i in range(11)
    )
    (fault,) = provoked(lambda: parse_scenario(SMALL + units))
    assert fault.message == "makes 5,500 units with all its sites; at most 5000"


def test_too_many_faults_are_not_all_told() -> None:
    unit = '[[units]]\nname = "u{}"\nsystem = "{}"\nnation = "BE"\nat = "Ghent"\n'
    odd = "".join(unit.format(i, "gm400") + "odd = 1\n" for i in range(300))
    unknown = "".join(unit.format(i, f"system-{i}") for i in range(300))
    structure = provoked(lambda: parse_scenario(SMALL + odd))
    meaning = provoked(lambda: parse_scenario(SMALL + unknown))
    assert [f.message for f in structure if not f.place] == ["and 100 more faults of this kind"]
    assert [f.message for f in meaning if not f.place] == ["has more faults; these come first"]
    assert len(structure) == 201
    assert len(meaning) == 202


@cache
def messages_of_cases() -> tuple[str, ...]:
    return tuple(fault.message for path in INVALID for fault in faults_of(path))


OF_FILES = (
    "is a folder",
    "cannot be read",
    "no such file",
    "MB; a scenario",
    "is over ",
    "files on top",
    "links",
    "units with all",
    "more faults",
)
"""Messages provoked by the tests above."""


def test_the_messages_are_found() -> None:
    assert len(sites()) > 100
    functions = {
        n.name
        for p in MODULES
        for n in ast.walk(ast.parse(p.read_text(encoding="utf8")))
        if isinstance(n, ast.FunctionDef)
    }
    assert functions >= RETURNING
    with_messages = {module for module, _ in sites()}
    assert with_messages >= {
        "compose",
        "force",
        "load",
        "options",
        "places",
        "read",
        "resolve",
        "rules",
        "threats",
    }


@pytest.mark.parametrize(("module", "regex"), sites(), ids=lambda text: text[:60])
def test_message_is_provoked_by_a_case(module: str, regex: str) -> None:
    if any(re.escape(words) in regex for words in OF_FILES):
        return
    pattern = re.compile(regex + ".*", re.S)
    assert any(pattern.fullmatch(message) for message in messages_of_cases()), f"{module}: {regex}"


NOUNS = (
    "a number",
    "a whole number",
    "text in quotation marks",
    "true or false",
    "a table",
    "a finite number",
)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_wrong_type_is_provoked(noun: str) -> None:
    assert any(m.startswith(f"needs {noun}, found") for m in messages_of_cases())


@pytest.mark.parametrize("words", ["must be more than", "must be at least", "must be at most"])
def test_every_limit_is_provoked(words: str) -> None:
    assert any(m.startswith(words) for m in messages_of_cases())
