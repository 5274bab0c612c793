"""Column types, and what a table type says about each of its columns.

Text is an object array of `str`: it goes to Arrow and back without loss, is cheap to take rows from, and
shares equal strings. (NumPy's fixed-width text drops trailing zero characters and pads every row; its
variable-width text needs NumPy 2.) A column that names one of a few things, row after row, is better an
integer code beside a table of names.

An absent number is NaN in a float column. Other types have no absent value: give an `is_..._known` column.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
U32 = NDArray[np.uint32]
U8 = NDArray[np.uint8]
Bool = NDArray[np.bool_]
Text = NDArray[np.object_]

_DTYPES = {
    alias: np.dtype(name)
    for alias, name in (
        (F64, "f8"),
        (F32, "f4"),
        (I64, "i8"),
        (I32, "i4"),
        (U32, "u4"),
        (U8, "u1"),
        (Bool, "?"),
        (Text, "O"),
    )
}
_LENGTHS_AND_TIMES = {"m", "m2", "mps", "mps2", "rad", "radps", "deg", "s", "ns", "hz"}
_UNITS = _LENGTHS_AND_TIMES | {"w", "kg", "k", "pa", "db", "dbm", "dbsm", "eur"}
_UNITLESS = ("p_", "n_", "is_")


class Column(NamedTuple):
    """One column of a table type."""

    name: str
    dtype: np.dtype
    unit: str
    """Last word of the name where that is a unit; "1" for a probability, a count, a yes or no; else ""."""


@cache
def columns_of(table_type: type) -> tuple[Column, ...]:
    """Return the columns of a table type, in order.

    Raises
    ------
    TypeError
        An attribute's annotation is not one of the column types.
    """
    hints = get_type_hints(table_type)
    strange = [name for name, hint in hints.items() if hint not in _DTYPES]
    if strange:
        raise TypeError(f"{table_type.__name__}: not of a column type: {', '.join(strange)}")
    return tuple(Column(name, _DTYPES[hint], unit_of(name)) for name, hint in hints.items())


def unit_of(name: str) -> str:
    """Return the unit that a column's name ends in.

    >>> unit_of("range_m"), unit_of("p_detect"), unit_of("sensor")
    ('m', '1', '')
    """
    if name.startswith(_UNITLESS):
        return "1"
    last = name.rsplit("_", 1)[-1]
    return last if last in _UNITS and last != name else ""


def text_column(values: Iterable[str]) -> Text:
    """Return words as a column of a table."""
    words = list(values)
    column = np.empty(len(words), object)
    column[:] = words
    return column


@cache
def docs_of(table_type: type) -> dict[str, str]:
    """Return the docstring under each attribute of a table type, by column name.

    Read from the source of the class, once a type; where that is not at hand, nothing.
    """
    docs: dict[str, str] = {}
    for base in reversed(table_type.__mro__[:-1]):
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        except (OSError, TypeError, SyntaxError):
            continue
        body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
        for above, below in pairwise(body):
            match above, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    docs[name] = inspect.cleandoc(text)
    return docs
