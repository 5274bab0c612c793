"""Compiled nights never outlive their source, wherever an inner kernel lives."""

from pathlib import Path

from belfort.numeric import jit
from belfort.raid import layout
from belfort.raid.kernels import night
from tests.numeric.test_jit import house, run  # noqa: F401  # a fixture

INNER = """from belfort.numeric.jit import inner_kernel
from belfort.room.model import FAR


@inner_kernel
def helper(x):
    return x + FAR {}
"""


def test_a_changed_inner_kernel_in_another_file_runs_as_changed(house):  # noqa: F811
    """It has no cache of its own; that of the kernel that calls it covers it, and what it imports."""
    (house / "room" / "model.py").write_text("STEP = 100.0\nFAR = 0.0\n")
    (house / "numeric" / "helper.py").write_text(INNER.format("+ 1.0"))
    assert run(house) == (111.0, 0)
    (house / "numeric" / "helper.py").write_text(INNER.format("+ 2.0"))
    assert run(house) == (112.0, 0)
    (house / "room" / "model.py").write_text("STEP = 100.0\nFAR = 50.0\n")
    assert run(house) == (162.0, 0)


def test_the_digest_of_a_night_covers_every_kernel_and_the_layout():
    folder, waiting, files = Path(night.__file__).parent, {Path(night.__file__)}, set()
    while waiting:
        files |= waiting
        waiting = {found for file in waiting for found in jit._imported_files(file)} - files
    assert files >= set(folder.glob("[a-z]*.py")) | {Path(layout.__file__)}
    digest = jit.source_digest(Path(night.__file__))
    assert night.run_nights._cache._impl.filename_base.split("-")[1].startswith(digest[:16])
