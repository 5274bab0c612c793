"""Arrays that nobody writes to: what a kernel reads, and what two rooms share."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item", bound=np.generic)


def locked(array: NDArray[Item]) -> NDArray[Item]:
    """Return an array in C order that can no longer be written.

    numba compiles a kernel apart for arrays that can be written and arrays that cannot: inputs never can.

    Parameters
    ----------
    array
        Any shape, records too. One in C order is locked itself, its owner's included; any other is copied.
    """
    array = np.ascontiguousarray(array)
    array.setflags(write=False)
    return array
