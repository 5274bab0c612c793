"""The tutorials run as they stand: their commands in order, in an empty folder, with what they are said to print.

- a block of `sh` runs; it ends well, or with the number that a line of it says: `# ends with 1: why`;
- a block of `toml title="x.toml"` is written to that file;
- a block of `text` after a block of `sh` is looked for in what that printed, line by line, in any layout; `…` is anything.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TUTORIALS = sorted((Path(__file__).parents[2] / "docs" / "tutorials").glob("*.md"))
BLOCK = re.compile(r'^```(?P<kind>\w+)(?: title="(?P<file>[^"]+)")?\n(?P<text>.*?)^```$', re.M | re.S)


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    for found in BLOCK.finditer(page):
        yield found["kind"], found["file"] or "", found["text"]


def missing(shown: str, printed: str) -> list[str]:
    """Return the lines shown that were not printed, whatever the width of the terminal."""
    flat = " ".join(printed.split())
    wanted = [" ".join(line.split()) for line in shown.splitlines() if line.strip()]
    return [w for w in wanted if not re.search(".*?".join(map(re.escape, w.split("…"))), flat)]


def run(script: str, exports: list[str], folder: Path) -> str:
    expected = int(found[1]) if (found := re.search(r"# ends with (\d)", script)) else 0
    here = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1"}
    ended = subprocess.run(
        ["bash", "-eu", "-c", "\n".join([*exports, script])],
        cwd=folder,
        env={**os.environ, **here},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == expected, f"{script}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout + ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda p: p.stem)
def test_a_tutorial_runs_as_it_stands(path: Path, tmp_path: Path) -> None:
    printed, exports = "", []
    for kind, file, text in blocks(path.read_text("utf8")):
        if kind == "sh":
            printed = run(text, exports, tmp_path)
            exports += [line for line in text.splitlines() if line.startswith("export ")]
        elif kind == "toml":
            (tmp_path / file).write_text(text, "utf8")
        else:
            assert kind == "text"
            assert not missing(text, printed), printed


def test_there_are_two_and_each_runs_something() -> None:
    assert [p.stem for p in TUTORIALS] == ["add-a-system", "first-study"]
    for path in TUTORIALS:
        kinds = [kind for kind, _, _ in blocks(path.read_text("utf8"))]
        assert {*kinds} == {"sh", "toml", "text"}
        assert path.read_text("utf8").count("```") == 2 * len(kinds)  # no block that nothing runs or reads


def test_what_is_shown_is_looked_for_in_any_layout() -> None:
    printed = "It rests on\n  51 figures; 42 of them are guesses."
    assert not missing("51 figures; … are guesses.\n\nIt rests on 51", printed)
    assert missing("It rests on 52", printed) == ["It rests on 52"]
    assert missing("guesses … figures", printed) == ["guesses … figures"]
