"""The table base: what makes a dataclass of arrays safe to pass on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from belfort.records.columns import I64, Bool, Column, columns_of, docs_of, text_column
from belfort.records.errors import RecordsError
from belfort.records.provenance import Provenance

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length; a column has one name from kernel to Parquet to JSON to map.

    A table type is a frozen, slotted dataclass whose attributes are annotated with types of `columns`, each
    with a docstring under it:

    >>> from belfort.records.columns import F64, Text
    >>> @dataclass(frozen=True, slots=True)
    ... class Sightings(Table):
    ...     range_m: F64
    ...     sensor: Text
    >>> near = Sightings(np.array([120.0, 4e3]), np.array(["mast", "hill"], dtype=object))
    >>> len(near), near.take(near.range_m > 1e3).sensor.tolist()
    (2, ['hill'])

    A table keeps read-only views of the arrays it is given; it copies only one that is not contiguous. So
    making a table costs nothing, and whoever goes on writing to an array given away changes the table.
    Compare tables with `equals`; `==` means nothing on arrays.
    A subclass that checks more ends its own `__post_init__` with `Table.__post_init__(self)`.
    """

    def __post_init__(self) -> None:
        """Check type, shape and length of every column, name every fault, and freeze the columns."""
        faults = []
        for column in columns_of(type(self)):
            array = getattr(self, column.name)
            fault = _fault(column, array)
            faults += [fault] if fault else []
            if not fault:
                frozen = np.ascontiguousarray(array).view()
                frozen.setflags(write=False)
                object.__setattr__(self, column.name, frozen)
        if not faults and len({len(array) for array in self.columns().values()}) > 1:
            lengths = ", ".join(f"{name} {len(array)}" for name, array in self.columns().items())
            faults.append(f"columns differ in length: {lengths}")
        if faults:
            raise RecordsError(f"{type(self).__name__}: {'; '.join(faults)}")

    def __len__(self) -> int:
        """Return the number of rows."""
        return next((len(array) for array in self.columns().values()), 0)

    def columns(self) -> dict[str, np.ndarray]:
        """Return the columns by name, in order."""
        return {column.name: getattr(self, column.name) for column in columns_of(type(self))}

    def take(self, rows: I64 | Bool | slice) -> Self:
        """Return the rows picked by indices, by a mask as long as the table, or by a slice, in that order."""
        return type(self)(**{name: array[rows] for name, array in self.columns().items()})

    def equals(self, other: object) -> bool:
        """Return whether `other` is a table of the same type with the same rows; NaN equals NaN."""
        if type(other) is not type(self):
            return False
        theirs = other.columns()
        return all(
            np.array_equal(array, theirs[name], equal_nan=array.dtype.kind == "f")
            for name, array in self.columns().items()
        )

    @classmethod
    def empty(cls) -> Self:
        """Return a table without rows."""
        return cls(**{column.name: np.empty(0, column.dtype) for column in columns_of(cls)})

    @classmethod
    def concat(cls, tables: Iterable[Self]) -> Self:
        """Return the rows of all tables, one after the other; of none, an empty table.

        Raises
        ------
        RecordsError
            A table is of another type.
        """
        parts = [cls.empty(), *tables]
        others = {type(part).__name__ for part in parts if type(part) is not cls}
        if others:
            raise RecordsError(f"{cls.__name__}.concat: cannot join {', '.join(sorted(others))}")
        columns = [part.columns() for part in parts]
        return cls(**{name: np.concatenate([part[name] for part in columns]) for name in columns[0]})

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]]) -> Self:
        """Return the table of rows, each with one value a column, in order; raises ValueError for a row too short or long."""
        columns = columns_of(cls)
        values = list(zip(*rows, strict=True)) or [()] * len(columns)
        made = (_column(column.dtype, one) for column, one in zip(columns, values, strict=True))
        return cls(*made)

    def to_arrow(self) -> "pa.Table":
        """Return an Arrow table; unit and docstring of a column are its field's metadata."""
        from belfort.records import arrow

        return arrow.to_arrow(self.columns(), columns_of(type(self)), docs_of(type(self)))

    @classmethod
    def from_arrow(cls, table: "pa.Table", where: str = "Arrow table") -> Self:
        """Return the table in an Arrow table with exactly these columns, in any order.

        Parameters
        ----------
        table
            The Arrow table.
        where
            What a message calls it.

        Raises
        ------
        RecordsError
            A column is missing, unknown, of another type, or has nulls. Every fault is named.
        """
        from belfort.records import arrow

        arrays: dict[str, Any] = arrow.from_arrow(table, columns_of(cls), where)
        return cls(**arrays)

    def to_parquet(self, path: Path, provenance: Provenance) -> None:
        """Write a Parquet file with its provenance; the file is replaced as a whole or left as it was."""
        from belfort.records import arrow

        arrow.write_parquet(self.to_arrow(), path, provenance)

    @classmethod
    def from_parquet(cls, path: Path) -> tuple[Self, Provenance]:
        """Return the table in a Parquet file, and its provenance.

        Raises
        ------
        RecordsError
            The file cannot be read, or its columns are not those of this table.
        ProvenanceError
            The file does not say where it comes from.
        """
        from belfort.records import arrow

        table, provenance = arrow.read_parquet(path)
        return cls.from_arrow(table, str(path)), provenance


def _column(dtype: np.dtype, values: Sequence[Any]) -> np.ndarray:
    return text_column(values) if dtype.kind == "O" else np.array(values, dtype)


def _fault(column: Column, array: Any) -> str:
    """Return what is wrong with a column by itself, or nothing."""
    expected = "one-dimensional array of " + ("str" if column.dtype.kind == "O" else str(column.dtype))
    if not isinstance(array, np.ndarray):
        return f"{column.name} is a {type(array).__name__}, expected a {expected}"
    if array.dtype != column.dtype or array.ndim != 1:
        return f"{column.name} is {array.dtype} of shape {array.shape}, expected a {expected}"
    if column.dtype.kind == "O" and not all(type(text) is str for text in array):
        strange = next(text for text in array if type(text) is not str)
        return f"{column.name} holds {strange!r}, expected a {expected}"
    return ""
