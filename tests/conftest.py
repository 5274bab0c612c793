"""How hypothesis searches, what is measured, and who compiles.

Hypothesis searches afresh on every everyday run, the same way every time in continuous integration. Slow
tests run again and longer what everyday ones run too: their lines are not counted. Of several processes
side by side, one compiles a kernel and the others take it from the cache.
"""

import os
import sys

import pytest
from hypothesis import settings

from tests.one_compiler import one_compiler

settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def _one_compiler(tmp_path_factory):
    jit = sys.modules.get("belfort.numeric.jit")
    if jit is None or "PYTEST_XDIST_WORKER" not in os.environ:
        yield
    else:
        with one_compiler(jit._KernelCache, tmp_path_factory.getbasetemp().parent):
            yield
