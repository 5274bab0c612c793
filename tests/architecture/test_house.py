"""The rules of the house that no ready-made linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "belfort"
FILES = sorted(SRC.rglob("*.py"))
MOST_LINES = 420
MOST_FUNCTION_LINES = 60


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def nodes():
    """Every file of the package and all that its syntax tree holds, parsed once."""
    return {path: list(ast.walk(ast.parse(path.read_text("utf8")))) for path in FILES}


def functions(nodes):
    """Yield file, name and lines of body of every function."""
    for path, inside in nodes.items():
        for node in inside:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                yield path, node.name, (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_stay_small():
    lines = {_id(path): path.read_text("utf8").count("\n") for path in FILES}
    assert len(lines) > 100
    assert {path: n for path, n in lines.items() if n > MOST_LINES} == {}


def test_functions_stay_small(nodes):
    long = [
        f"{_id(path)}: {name}, {n} lines" for path, name, n in functions(nodes) if n > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_nothing_is_called_after_nothing(nodes):
    classes = [
        (path, n.name) for path, inside in nodes.items() for n in inside if isinstance(n, ast.ClassDef)
    ]
    empty = re.compile(r"(Manager|Handler|Helper|Util)s?$")
    assert [f"{_id(path)}: {name}" for path, name in classes if empty.search(name)] == []
    assert [_id(path) for path in FILES if path.stem in ("utils", "helpers", "common", "misc")] == []
    assert len(classes) > 100


def test_most_functions_are_short(nodes):
    lengths = sorted(n for _path, _name, n in functions(nodes))
    assert len(lengths) > 1000
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(0.9 * len(lengths))] <= 30


def test_every_room_says_what_comes_in_and_what_goes_out():
    for room in sorted(p for p in SRC.iterdir() if (p / "__init__.py").exists()):
        doc = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf8")))
        assert doc, f"{room.name} has no paragraph"
        assert len(doc) > 40, room.name


def test_no_host_of_a_registry_and_no_path_of_a_machine_is_named():
    named = re.compile(r"pypi\.org|files\.pythonhosted|registry\.npmjs|--index-url|/home/|/root/|/work/")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    files = [ROOT / name for name in tracked if (ROOT / name).suffix not in (".csv", ".json", ".svg")]
    if not files:
        pytest.skip("not a git checkout: no list of tracked files")
    bad = [
        f.name
        for f in files
        if f.is_file() and f != Path(__file__) and named.search(f.read_text("utf8", "replace"))
    ]
    assert not bad


def test_nothing_is_left_to_do():
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X:)")
    assert not [_id(p) for p in FILES if words.search(p.read_text("utf8"))]


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("belfort.cli.main", ("numpy", "numba", "pydantic", "pyarrow", "scipy", "jinja2")),
        ("belfort.scenario", ("numpy", "numba", "pyarrow", "scipy", "jinja2", "rich")),
        ("belfort.catalogue", ("numba", "pyarrow", "scipy", "rich")),
        ("belfort.records", ("pyarrow", "numba", "scipy")),
    ],
)
def test_imports_stay_light(module, heavy):
    code = f"import sys, {module}; print(*[m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_tree_of_the_page_is_the_tree():
    """Every folder of the package is named in ARCHITECTURE.md, and every floor there exists or is marked to come."""
    page = (ROOT / "ARCHITECTURE.md").read_text("utf8")
    for room in sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").exists()):
        assert f"`{room}/`" in page or f"{room}/" in page, room
