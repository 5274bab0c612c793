"""Write the rows of the catalogue to a file that says where it comes from."""

from collections.abc import Callable
from pathlib import Path

from belfort.catalogue.export import Row, to_csv
from belfort.catalogue.load import Catalogue


def write_csv(file: Path, rows: list[Row], catalogue: Catalogue) -> None:
    """Write rows as CSV; no provenance, so that any spreadsheet opens it."""
    from belfort.records.atomic import whole_file

    with whole_file(file) as out:
        out.write(to_csv(rows).encode())


def write_json(file: Path, rows: list[Row], catalogue: Catalogue) -> None:
    """Write rows as JSON beside their provenance."""
    from belfort import records

    provenance = records.Provenance.now(scenario_hash="", catalogue_hash=catalogue.hash, seed=0)
    records.write_json(file, {"rows": [row._asdict() for row in rows]}, provenance)


def write_parquet(file: Path, rows: list[Row], catalogue: Catalogue) -> None:
    """Write rows as Parquet with their provenance; what a row lacks is null."""
    import pyarrow as pa

    from belfort.records import Provenance, arrow

    provenance = Provenance.now(scenario_hash="", catalogue_hash=catalogue.hash, seed=0)
    table = pa.Table.from_pylist([row._asdict() for row in rows], schema=_schema())
    arrow.write_parquet(table, file, provenance)


def _schema():
    import pyarrow as pa

    types = {"str": pa.string(), "float": pa.float64(), "int": pa.int64(), "bool": pa.bool_()}
    annotations = {name: getattr(a, "__name__", str(a)) for name, a in Row.__annotations__.items()}
    return pa.schema([(name, types[a.removesuffix(" | None")]) for name, a in annotations.items()])


WRITERS: dict[str, Callable[[Path, list[Row], Catalogue], None]] = {
    ".csv": write_csv,
    ".json": write_json,
    ".parquet": write_parquet,
}
"""Suffix to writer."""
