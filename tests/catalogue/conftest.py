import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from belfort.catalogue import Catalogue, load_catalogue
from belfort.catalogue.load import DATA


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the catalogue folder to plant faults in."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def edit(copy: Path) -> Callable[[str, str, str], None]:
    """Replace the first occurrence of a text in a file of the copy; with no old text, append."""

    def replace(file: str, old: str, new: str) -> None:
        path = copy / file
        text = path.read_text(encoding="utf8") if path.exists() else ""
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf8")

    return replace
