"""The one place where compile options, and the cache of compiled code, are chosen.

A compile is paid once a machine: machine code is kept beside the source (`__pycache__`), in NUMBA_CACHE_DIR
where that is set, or in the user's cache folder where the installation is read-only. Where none can be
written, kernels are compiled in memory and everything still works.

numba alone keys that cache by the source file of the kernel itself, so a kernel whose helper or constant in
*another* file has changed would run its old machine code. Here the key is a digest of the kernel's file and
of every Belfort file that file imports, directly or not. The digest is part of the file name too: two
versions of the source, run at the same moment from the same folder, never share a file. What old versions
leave behind can be deleted at any time.

numba alone also optimises every helper, and turns it into machine code, once for itself and again in each
kernel above it. Here that is done once, in the kernel that Python calls: half the time for a kernel of many parts. It
leans on how numba is made inside, so with a version that nobody has tried it with, numba's own way is taken.
"""

import gc
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import numba
from numba import njit, types
from numba.core import caching
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

_PACKAGE = Path(__file__).resolve().parents[1]
_IMPORT = re.compile(
    rf"^[ \t]*(?:from|import)[ \t]+{_PACKAGE.name}((?:\.\w+)*)(?:[ \t]+import[ \t]+(\([^)]*\)|[^\n]*))?", re.M
)


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` on its first call, with the house options.

    No fastmath, so that a kernel and its twin agree to rounding; never parallel, because the outer loop
    belongs to the caller; `nogil`, so that a caller's threads run side by side; division by zero gives
    an infinity, as in NumPy, because a kernel never raises.

    Parameters
    ----------
    function
        A function of numbers, arrays and NamedTuples of them. It may call other kernels. numba compiles
        apart for arrays that can be written and arrays that cannot: give it read-only inputs (a table's
        columns are), and only outputs that can be written, and it compiles once.

    Returns
    -------
    callable
        The compiled function.
    """
    compiled: Any = njit(**_HOUSE, pipeline_class=_WholeCompiler)(function)
    if hasattr(compiled, "_cache"):  # absent under NUMBA_DISABLE_JIT=1
        if _is_tried():
            part = _with_wide_numbers(njit(**_HOUSE, **_UNWRAPPED, pipeline_class=_PartCompiler)(function))
            compiled.get_call_template, compiled.get_overload = part.get_call_template, part.get_overload
        with suppress(RuntimeError):  # no folder can be written, or no file holds the source: no cache
            compiled._cache = _KernelCache(function)
    return compiled


def inner_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` for other kernels only: Python cannot call it.

    Without the wrappers that unpack Python's arguments, which for bundles of arrays are most of what is compiled.

    Parameters
    ----------
    function
        As for `kernel`.

    Returns
    -------
    callable
        The compiled function; the cache of the kernel that calls it holds it.
    """
    options: Any = {**_HOUSE, **_UNWRAPPED, "_nrt": False}
    return _with_wide_numbers(njit(**options, **_as_part(_PartCompiler))(function))


def inlined_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` for other kernels only, copied into each of its callers.

    A bundle of arrays is handed over word by word: seven for each array, some three hundred for a large one. In a loop
    over events that takes longer than what is done there. Called from few places, or the machine code grows.

    Parameters
    ----------
    function
        As for `inner_kernel`.

    Returns
    -------
    callable
        The compiled function.
    """
    compiled: Any = inner_kernel(function)
    if hasattr(compiled, "targetoptions"):  # absent under NUMBA_DISABLE_JIT=1
        compiled.targetoptions["forceinline"] = True
    return compiled


def vector_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop over arrays so that it runs on whole vectors, gathers included.

    The compiler may take no care of NaN and signed zero, and is promised that **no two array arguments
    overlap**. Without that promise it keeps every gather scalar. Every operation is rounded as written: the
    vector body, its remainder, and code loaded from the cache give the same bits. A caller that breaks the
    promise gets wrong numbers, so only other kernels can call it. Written for
    the vectoriser: loops count from zero over slices.

    Parameters
    ----------
    function
        As for `kernel`; arrays of one precision.

    Returns
    -------
    callable
        The compiled function.
    """
    compiled: Any = njit(**_HOUSE, **_UNWRAPPED, fastmath=_LOOSE, **_as_part(_VectorCompiler))(function)
    compiler = getattr(compiled, "_compiler", None)  # absent under NUMBA_DISABLE_JIT=1
    if compiler is not None:
        customize = compiler._customize_flags

        def without_overlap(flags: Any) -> Any:
            flags = customize(flags)
            flags.noalias = True
            return flags

        compiler._customize_flags = without_overlap
    return compiled


TRIED = ("0.68.",)
"""Versions of numba with which parts of kernels were seen to be made right."""


def _is_tried() -> bool:
    return numba.__version__.startswith(TRIED)


def _as_part(compiler: type[Compiler]) -> dict[str, Any]:
    return {"pipeline_class": compiler} if _is_tried() else {}


_HOUSE: Any = {"nogil": True, "error_model": "numpy"}
_UNWRAPPED: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Without what Python needs to call it."""
_LOOSE = {"nnan", "nsz"}
"""Not `ninf`: an infinity means beyond reach. Not `contract`, `reassoc`, `arcp` or `afn`: they let one lane,
or one compile of two, differ in its last bit, and a map would depend on who compiled it."""


class _PartLibrary(JITCodeLibrary):
    """Code of a kernel that another one calls: made fast, and into machine code, only as a part of its callers."""

    def finalize(self) -> None:
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """There is none: numba asks for what Python would call."""
        return 0

    @property
    def codegen(self) -> Any:
        """What numba tells where the function's Python objects are: no kernel uses any."""
        return self

    def set_env(self, name: str, env: object) -> None:
        """Keep nothing."""


class _VectorLibrary(_PartLibrary):
    """Made fast before it becomes a part: the promise about its arrays holds best where they are arguments."""

    def finalize(self) -> None:
        super().finalize()
        self._optimize_final_module()


def _with_wide_numbers(part: Any) -> Any:
    """Let a part take every signed whole number as int64: constants and short ones compile nothing anew."""
    if _is_tried() and hasattr(part, "get_call_template"):  # absent under NUMBA_DISABLE_JIT=1
        template_of = part.get_call_template
        part.get_call_template = lambda args, names: template_of(
            tuple(_widened(arg) for arg in args), {name: _widened(arg) for name, arg in names.items()}
        )
    return part


def _widened(arg: Any) -> Any:
    plain = cast("Any", types.unliteral(arg))
    if plain in types.signed_domain:
        return types.int64
    if isinstance(plain, types.BaseAnonymousTuple):
        return types.BaseTuple.from_types([_widened(kind) for kind in cast("Any", plain).types])
    return plain


class _WholeCompiler(Compiler):
    """Compiles without collecting garbage: there is little, and looking for it takes a quarter of the time."""

    def compile_extra(self, func: Any) -> Any:
        with _uncollected():
            return super().compile_extra(func)


class _PartCompiler(_WholeCompiler):
    _library: type[_PartLibrary] = _PartLibrary

    def compile_extra(self, func: Any) -> Any:
        self.state.library = self._library(self.state.targetctx.codegen(), func.__qualname__)
        return super().compile_extra(func)


class _VectorCompiler(_PartCompiler):
    _library = _VectorLibrary


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be collected; numba compiles one kernel at a time, so no other thread comes between."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def compile_plain(*functions: Any) -> tuple[Callable[..., Any], ...]:
    """Compile plain functions of one module that call one another, callees first.

    The plain functions stay as they are, usable without numba; both forms share one source text.

    Parameters
    ----------
    functions
        Module-level functions that use only `math`, constants of their module and functions listed earlier.

    Returns
    -------
    tuple
        The compiled functions, in the same order.
    """
    scope = dict(functions[0].__globals__)
    for function in functions:
        copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
        copy.__module__, copy.__doc__ = function.__module__, function.__doc__
        scope[function.__name__] = kernel(copy)
    return tuple(scope[function.__name__] for function in functions)


@cache
def source_digest(path: Path) -> str:
    """Return a digest of a source file and of every Belfort file it imports, directly or not.

    Found by reading the text, not by importing. Importing a name from a package
    counts the whole package's own files, which is never too little.
    """
    files, waiting = set[Path](), {path.resolve()}
    while waiting:
        file = waiting.pop()
        files.add(file)
        waiting |= _imported_files(file) - files
    digest = hashlib.sha256()
    for file in sorted(files, key=str):
        digest.update(_read(file) + b"\0")
    return digest.hexdigest()


@cache
def _read(file: Path) -> bytes:
    """Return the text as this process first saw it: what it runs is what was then on disk."""
    return file.read_bytes()


@cache
def _imported_files(file: Path) -> set[Path]:
    """Return the files of the Belfort modules that `file` imports."""
    found = set[Path]()
    for dotted, names in _IMPORT.findall(_read(file).decode("utf-8", "replace")):
        place = _PACKAGE.joinpath(*dotted.split(".")[1:])
        submodules = {place / name for name in re.findall(r"\w+", names)} if place.is_dir() else set()
        for module in {place, *submodules}:
            found |= set(module.glob("*.py")) if module.is_dir() else set()
            found |= {module.with_suffix(".py")} if module.with_suffix(".py").is_file() else set()
    return found - {_PACKAGE / "__init__.py"}


class _Stamped:
    """What numba's cache locators are given instead of their own idea of a fresh source."""

    _py_file: str

    def get_source_stamp(self) -> bytes:
        return source_digest(Path(self._py_file)).encode()

    def get_disambiguator(self) -> str:
        return source_digest(Path(self._py_file))[:16]


class _KernelCacheImpl(caching.CompileResultCacheImpl):
    """Looks in numba's own places for source files: NUMBA_CACHE_DIR, beside the source, the user's folder."""

    _locator_classes = [
        type(f"Stamped{place.__name__}", (_Stamped, place), {})
        for place in caching.CompileResultCacheImpl._locator_classes
        if place.__name__.removeprefix("_").startswith(("UserProvided", "InTreeCacheLocator", "UserWide"))
    ]


class _KernelCache(caching.FunctionCache):
    _impl_class = _KernelCacheImpl
