"""Finished parts on disk: a killed run goes on where it was, and a finished one is not run again."""

import hashlib
import json
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from belfort import __version__
from belfort.numeric.jit import source_digest
from belfort.records.atomic import whole_file

Arrays = Mapping[str, NDArray[Any]]
UNREADABLE = (
    *(OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, tokenize.TokenError, SyntaxError),
)
"""What reading a damaged part raises, found by damaging parts at random."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder of parts of one run; each is written whole or not at all, and named by what it holds."""

    folder: Path

    def load(self, name: str) -> dict[str, NDArray[Any]] | None:
        """Return a finished part; None where there is none, or it cannot be read."""
        try:
            with self._path(name).open("rb") as file, np.load(file, allow_pickle=False) as found:
                return {key: found[key] for key in found.files}
        except UNREADABLE:
            return None

    def save(self, name: str, arrays: Arrays) -> None:
        """Write a part. Raises OSError, such as for a full disk; parts written before stay."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with whole_file(self._path(name)) as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)  # type: ignore[arg-type]  # arrays by name

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.npz"


def run_key(*content: Any) -> str:
    """Return the name of a run: a digest of all that its result depends on, the program's text included."""
    here = Path(__file__).parent
    digests = [source_digest(here / name) for name in ("run.py", "simulate.py")]
    text = json.dumps([__version__, digests, *content], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
