"""The site: it builds without a broken link and without the network, and its pages name commands and pictures that are there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from belfort.cli.main import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FENCED = re.compile(r"^```(?:\w+(?: title=\"[^\"]+\")?)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"`(belfort [^`\n]+)`")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LARGEST = 400_000


def commands(page: str) -> list[str]:
    """Return every `belfort ...` command that a page shows, without what comes after it on its line."""
    lines = [line for block in FENCED.findall(page) for line in block.splitlines()]
    found = [*lines, *IN_LINE.findall(page)]
    parts = [part for line in found for part in re.split(r"&&|\|\|?|;", line.split("  #")[0])]
    starts = (re.match(r"(?:\.venv/bin/)?belfort (?=[a-z-])(.+)", part.strip()) for part in parts)
    return [start[1].split(" > ")[0] for start in starts if start]


def fault(command: str) -> str:
    """Return what is wrong with a command: a verb or an option that Belfort does not have; empty for nothing."""
    words = shlex.split(command)
    found: Any = get_command(app)
    while words and not words[0].startswith("-") and hasattr(found, "commands"):
        if words[0] not in found.commands:
            return f"no verb '{words[0]}'"
        found = found.commands[words.pop(0)]
    known = {name for p in found.params for name in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    asked = [w.split("=")[0] for w in words if re.match(r"--?[a-zA-Z]", w)]
    return ", ".join(f"no option '{w}'" for w in asked if w not in known)


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_command_shown_is_one_that_exists(path: Path) -> None:
    faults = {c: f for c in commands(path.read_text("utf8")) if (f := fault(c))}
    assert not faults


def test_the_commands_of_pages_are_found_and_a_wrong_one_is_seen() -> None:
    assert sum(len(commands(path.read_text("utf8"))) for path in PAGES) > 50
    page = (
        "`belfort new x.toml --extnd tiny`\n```sh\nbelfort raid tiny -n 3 && belfort rade tiny  # so\n```\n"
    )
    assert commands(page) == ["raid tiny -n 3", "rade tiny", "new x.toml --extnd tiny"]
    assert [fault(c) for c in commands(page)] == ["", "no verb 'rade'", "no option '--extnd'"]
    assert fault("catalogue list --guess") == "no option '--guess'"


def listed(nav: object) -> list[str]:
    """Return the pages of a navigation, in order."""
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav
    return [page for part in inner for page in listed(part)]  # type: ignore[attr-defined]


def test_every_page_is_in_the_navigation_once() -> None:
    nav = listed(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf8"))["nav"])
    assert sorted(nav) == [p.relative_to(DOCS).as_posix() for p in PAGES]


def test_every_picture_is_used_told_in_words_and_small() -> None:
    used = {}
    for path in [*PAGES, ROOT / "README.md"]:
        for words, target in PICTURE.findall(path.read_text("utf8")):
            used[(path.parent / target).resolve()] = words
            assert len(words) > 15, f"{path.name}: {target} is not told in words"
    there = {p for p in DOCS.rglob("*") if p.suffix in (".png", ".svg", ".jpg", ".webp", ".gif")}
    assert there == set(used)
    assert {p.name: p.stat().st_size for p in there if p.stat().st_size > LARGEST} == {}


@pytest.mark.parametrize("name", ["known", "situation", "terrain", "coverage", "siting", "raid", "study"])
def test_a_page_of_a_question_has_a_picture_and_a_command(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text("utf8")
    assert PICTURE.search(page)
    assert commands(page)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(ROOT, folder)
    return folder


def build(root: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stdout + ended.stderr)


@pytest.mark.slow
def test_the_site_builds_and_asks_no_other_server(site: Path) -> None:
    assert (site / "index.html").exists()
    assert (site / "search" / "search_index.json").exists()
    loads = re.compile(r"<(?:link|script|img|iframe)\b[^>]*\b(?:href|src)=\"((?:https?:)?//[^\"]+)")
    for page in site.rglob("*.html"):
        assert loads.findall(page.read_text("utf8")) == [], page.name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import )[\"']?(?:https?:)?//", sheet.read_text("utf8")), sheet.name


@pytest.mark.slow
def test_a_broken_link_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    settings = (ROOT / "mkdocs.yml").read_text("utf8").split("nav:")[0]
    (tmp_path / "mkdocs.yml").write_text(settings, "utf8")
    for name in ("hooks.py", "belfort.css"):
        shutil.copy(DOCS / name, tmp_path / "docs")
    (tmp_path / "docs" / "index.md").write_text("# Home\n\n[nowhere](nowhere.md)\n", "utf8")
    with pytest.raises(RuntimeError, match=r"nowhere\.md"):
        build(tmp_path, tmp_path / "site")
