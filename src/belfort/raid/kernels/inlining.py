"""Kernels that are copied into their callers.

A bundle of arrays is handed over word by word: seven for each array, some three hundred for a plan and what works on
it. In the loop over events that took longer than what was done there, so what is called there is copied in.
"""

from collections.abc import Callable
from typing import Any

from belfort.numeric.jit import inner_kernel


def inlined_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile `function` for other kernels only, into each of its callers.

    Parameters
    ----------
    function
        As for `inner_kernel`; called from few places, or the machine code grows.

    Returns
    -------
    callable
        The compiled function.
    """
    compiled: Any = inner_kernel(function)
    if hasattr(compiled, "targetoptions"):  # absent under NUMBA_DISABLE_JIT=1
        compiled.targetoptions["forceinline"] = True
    return compiled
