"""Columns to and from Arrow and Parquet: the one module that imports pyarrow, which takes long."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from belfort.records.atomic import whole_file
from belfort.records.columns import Column
from belfort.records.errors import ProvenanceError, RecordsError
from belfort.records.provenance import Provenance

_PROVENANCE = b"belfort.provenance"
_ARROW_TYPES = {
    np.dtype("f8"): pa.float64(),
    np.dtype("f4"): pa.float32(),
    np.dtype("i8"): pa.int64(),
    np.dtype("i4"): pa.int32(),
    np.dtype("u4"): pa.uint32(),
    np.dtype("u1"): pa.uint8(),
    np.dtype("?"): pa.bool_(),
    np.dtype("O"): pa.string(),
}


def to_arrow(
    arrays: Mapping[str, np.ndarray], columns: Sequence[Column], docs: Mapping[str, str]
) -> pa.Table:
    """Return an Arrow table; unit and meaning of a column are its field's metadata."""
    schema = pa.schema(
        [
            pa.field(
                column.name,
                _ARROW_TYPES[column.dtype],
                nullable=False,
                metadata={"unit": column.unit, "doc": docs.get(column.name, "")},
            )
            for column in columns
        ]
    )
    try:
        return pa.table([pa.array(arrays[f.name], f.type, from_pandas=False) for f in schema], schema=schema)
    except UnicodeEncodeError as fault:
        raise RecordsError(f"a text column holds what UTF-8 cannot: {fault.object!r}") from None


def from_arrow(table: pa.Table, columns: Sequence[Column], where: str) -> dict[str, np.ndarray]:
    """Return the arrays of an Arrow table that has exactly these columns, in any order.

    Raises
    ------
    RecordsError
        A column is missing, unknown, of another type, or has nulls. Every fault is named.
    """
    faults = [*_name_faults(table, columns), *_content_faults(table, columns)]
    if faults:
        raise RecordsError(f"{where}: {'; '.join(faults)}")
    return {column.name: table[column.name].to_numpy() for column in columns}


def _name_faults(table: pa.Table, columns: Sequence[Column]) -> list[str]:
    expected, found = [column.name for column in columns], table.column_names
    faults = [f"column {name!r} is missing" for name in expected if name not in found]
    faults += [f"column {name!r} comes twice" for name in expected if found.count(name) > 1]
    unknown = [f"column {name!r} is unknown" for name in dict.fromkeys(found) if name not in expected]
    return [*faults, *unknown, *([f"expected {', '.join(expected)}"] if faults or unknown else [])]


def _content_faults(table: pa.Table, columns: Sequence[Column]) -> list[str]:
    faults = []
    for column in columns:
        if table.column_names.count(column.name) == 1:
            found, expected = table[column.name], _ARROW_TYPES[column.dtype]
            is_long_text = pa.types.is_string(expected) and pa.types.is_large_string(found.type)
            if found.type != expected and not is_long_text:
                faults.append(f"column {column.name!r} is {found.type}, expected {expected}")
            elif found.null_count:
                faults.append(f"column {column.name!r} has {found.null_count} nulls, expected none")
    return faults


def write_parquet(table: pa.Table, path: Path, provenance: Provenance) -> None:
    """Write a Parquet file, whole or not at all, with page checksums and its provenance."""
    text = json.dumps(provenance.to_dict(), sort_keys=True)
    table = table.replace_schema_metadata({_PROVENANCE: text.encode()})
    texts: Any = [field.name for field in table.schema if pa.types.is_string(field.type)]
    with whole_file(path) as file:
        pq.write_table(table, file, compression="zstd", use_dictionary=texts, write_page_checksum=True)


def read_parquet(path: Path) -> tuple[pa.Table, Provenance]:
    """Return the table and provenance of a Parquet file.

    Raises
    ------
    RecordsError
        The file cannot be read: absent, cut short, damaged, another format.
    ProvenanceError
        The file does not say where it comes from.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise RecordsError(f"{path}: not a readable Parquet file: {fault}") from fault
    try:
        values = json.loads((table.schema.metadata or {})[_PROVENANCE])
    except (KeyError, ValueError):
        raise ProvenanceError(
            f"{path}: the file carries no provenance; it was not written by Belfort"
        ) from None
    return table, Provenance.from_dict(values, str(path))
