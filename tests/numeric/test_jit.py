"""Compiled code is cached, and never outlives its source, wherever the source of a helper lives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import belfort
from belfort.numeric import jit

HELPER = "from belfort.numeric.jit import kernel\n\n\n@kernel\ndef helper(x):\n    return x {}\n"
ROOM = """from belfort.numeric.helper import helper
from belfort.numeric.jit import kernel
from belfort.room.model import (
    STEP,
)


@kernel
def verb(x):
    return helper(x) + STEP
"""
CALL = """
from belfort.room.kernels import verb
print(verb(10.0), sum(verb.stats.cache_hits.values()))
"""
THREADS = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from belfort.room.kernels import verb
with ThreadPoolExecutor(8) as pool:
    assert set(pool.map(verb, [10.0] * 64)) == {111.0}
child = os.fork()
if child == 0:
    os._exit(0 if verb(11.0) == 112.0 and verb(10) == 111.0 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
"""


@pytest.fixture
def house(tmp_path):
    """A package of the same name and the same decorator, with one room whose helper lives elsewhere."""
    package = tmp_path / "site" / "belfort"
    (package / "numeric").mkdir(parents=True)
    (package / "room").mkdir()
    shutil.copy(jit.__file__, package / "numeric" / "jit.py")
    for folder in (package, package / "numeric", package / "room"):
        (folder / "__init__.py").write_text("")
    (package / "numeric" / "helper.py").write_text(HELPER.format("+ 1.0"))
    (package / "room" / "model.py").write_text("STEP = 100.0\n")
    (package / "room" / "kernels.py").write_text(ROOM)
    return package


def run(house: Path, code: str = CALL, **environment: str) -> tuple[float, int]:
    """Run code in a new process against that package; return the value and the number of cache hits."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    paths = os.pathsep.join(path for path in [str(house.parent), *sys.path] if path)
    result = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**kept, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    value, hits = result.stdout.split()
    return float(value), int(hits)


def test_a_changed_helper_in_another_file_runs_as_changed(house):
    assert run(house) == (111.0, 0)
    assert run(house) == (111.0, 1)
    (house / "numeric" / "helper.py").write_text(HELPER.format("+ 2.0"))
    assert run(house) == (112.0, 0)
    (house / "room" / "model.py").write_text("STEP = 200.0\n")
    assert run(house) == (212.0, 0)
    assert run(house) == (212.0, 1)


def test_the_chosen_cache_folder_is_honoured(house, tmp_path):
    assert run(house, NUMBA_CACHE_DIR=str(tmp_path / "chosen")) == (111.0, 0)
    assert list((tmp_path / "chosen").rglob("*.nbc"))
    assert not list(house.rglob("*.nbc"))
    assert run(house, NUMBA_CACHE_DIR=str(tmp_path / "chosen")) == (111.0, 1)


def test_a_read_only_installation_uses_the_users_folder_or_none(house, tmp_path):
    """A plain file where a folder is wanted stands for a place that cannot be written, for any user."""
    (house / "room" / "__pycache__").write_text("")
    (house / "numeric" / "__pycache__").write_text("")
    user, blocked = tmp_path / "user", tmp_path / "blocked"
    blocked.write_text("")
    assert run(house, XDG_CACHE_HOME=str(blocked), HOME=str(blocked)) == (111.0, 0)
    assert run(house, XDG_CACHE_HOME=str(user), HOME=str(user)) == (111.0, 0)
    assert run(house, XDG_CACHE_HOME=str(user), HOME=str(user)) == (111.0, 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_threads_and_forks(house):
    assert run(house, THREADS)[0] == 0.0


def test_without_compilation_a_kernel_is_the_plain_function(house):
    code = "from belfort.room.kernels import verb; print(verb(10.0), 0)"
    assert run(house, code, NUMBA_DISABLE_JIT="1") == (111.0, 0)


def test_every_kernel_of_the_house_is_cached_under_the_digest_of_its_sources():
    from belfort.numeric import draws, geodesic, kernels

    for compiled, source in ((kernels.geodesic_inverse, geodesic), (draws.fill_pert, draws)):
        digest = jit.source_digest(Path(source.__file__))
        assert compiled._cache._impl.filename_base.split("-")[1].startswith(digest[:16])


def test_the_digest_covers_what_is_imported():
    numeric = Path(belfort.__file__).parent / "numeric"
    found = jit._imported_files(numeric / "draws.py")
    assert {path.name for path in found} >= {"quantiles.py", "jit.py", "philox.py", "streams.py"}


def test_another_numba_compiles_in_its_own_way(house):
    """What leans on numba's inside is left out with a version that nobody has tried; the numbers stay."""
    text = (house / "numeric" / "jit.py").read_text("utf8")
    assert 'TRIED = ("0.68.",)' in text
    tried, _ = run(house)
    (house / "numeric" / "jit.py").write_text(text.replace('TRIED = ("0.68.",)', 'TRIED = ("0.1.",)'), "utf8")
    untried, hits = run(house)
    assert untried == tried == 111.0
    assert hits == 0
