"""Two that need the same kernel at the same moment compile it once."""

import threading
import time

from tests import one_compiler
from tests.one_compiler import one_compiler as in_turns


class Cache:
    """What a numba cache is to a compiler: a place on disk that both processes see."""

    written: dict[str, str] = {}

    def __init__(self, name):
        self._cache_file = type("File", (), {"_index_path": name})

    def load_overload(self, signature, target):
        return self.written.get(self._cache_file._index_path)

    def save_overload(self, signature, compiled):
        self.written[self._cache_file._index_path] = compiled


def compiled_by_two(folder, names):
    """What each of two compiled, which need the kernels named, in that order; a compile takes a while."""
    Cache.written = {}
    done: dict[int, list[str]] = {0: [], 1: []}

    def process(who):
        own = type("Own", (Cache,), {})
        with in_turns(own, folder):
            for name in names[who]:
                cache = own(name)
                if cache.load_overload(None, None) is None:
                    time.sleep(0.2)
                    done[who].append(name)
                    cache.save_overload(None, "machine code")

    both = [threading.Thread(target=process, args=(who,)) for who in (0, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return done


def test_a_kernel_is_compiled_once(tmp_path):
    done = compiled_by_two(tmp_path, (["a"], ["a"]))
    assert sorted(done[0] + done[1]) == ["a"]


def test_two_that_need_each_others_kernels_go_on(tmp_path):
    done = compiled_by_two(tmp_path, (["a", "b"], ["b", "a"]))
    assert sorted(done[0] + done[1]) == ["a", "b"]


def test_nobody_waits_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(one_compiler, "MOST_WAIT_S", 0.1)
    held = one_compiler.Turns(tmp_path)
    held.take("a")
    done = compiled_by_two(tmp_path, (["a"], ["b"]))
    held.give("a")
    assert done == {0: ["a"], 1: ["b"]}
