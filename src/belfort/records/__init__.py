"""The tables that travel between rooms and into files.

In: arrays, one a column, or a file. Out: a frozen table whose columns are checked, or a file (Parquet, Arrow,
JSON) that carries its own provenance. Column types are in `columns`.
"""

from belfort.records.errors import ProvenanceError, RecordsError
from belfort.records.jsonfile import read_json, write_json
from belfort.records.provenance import Provenance
from belfort.records.table import Table

__all__ = ["Provenance", "ProvenanceError", "RecordsError", "Table", "read_json", "write_json"]
