"""Of several processes that need the same kernel, one compiles it and the others wait for its machine code.

Without this, two test workers compile most kernels twice: a compile of seconds starts in both before either
has written the cache.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

fcntl: Any = None
with suppress(ImportError):  # no such locks on this system: every process compiles for itself
    import fcntl

MOST_WAIT_S = 120.0
STEP_S = 0.05


class Turns:
    """One lock a name, held by this process from a kernel missed in the cache until it is written there.

    A kernel's lock is taken before those of the kernels it calls, and no kernel calls itself through others, so
    no two processes wait for each other; if they should, they compile side by side after `MOST_WAIT_S`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: dict[str, Any] = {}

    def take(self, name: str) -> None:
        """Wait for the turn, or for `MOST_WAIT_S`."""
        if fcntl is None or name in self.held:
            return
        file = (self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.compiling").open("a")
        ends_s = time.monotonic() + MOST_WAIT_S
        while time.monotonic() < ends_s:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(STEP_S)
            else:
                self.held[name] = file
                return
        file.close()

    def give(self, name: str) -> None:
        """Let the next one in."""
        if name in self.held:
            file = self.held.pop(name)
            fcntl.flock(file, fcntl.LOCK_UN)
            file.close()


@contextmanager
def one_compiler(cache_class: type, folder: Path) -> Iterator[None]:
    """Make a class of numba caches compile in turns; locks are files in `folder`, which all processes know."""
    load, save = cache_class.load_overload, cache_class.save_overload
    turns = Turns(folder)

    def load_overload(cache: Any, signature: Any, target: Any) -> Any:
        found, name = load(cache, signature, target), str(cache._cache_file._index_path)
        if found is None:
            turns.take(name)
            found = load(cache, signature, target)  # another process may have written it meanwhile
            if found is not None:
                turns.give(name)
        return found

    def save_overload(cache: Any, signature: Any, compiled: Any) -> None:
        try:
            save(cache, signature, compiled)
        finally:
            turns.give(str(cache._cache_file._index_path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache_class, "load_overload", load_overload)
        patch.setattr(cache_class, "save_overload", save_overload)
        yield
