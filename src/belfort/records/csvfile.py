"""CSV files for spreadsheets: rows under one line of provenance, written whole."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from belfort.records.atomic import whole_file
from belfort.records.provenance import Provenance


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence], provenance: Provenance) -> None:
    """Write rows as CSV under one line of provenance that starts with #.

    Parameters
    ----------
    path
        Replaced as a whole, or left as it was.
    header
        Names of the columns.
    rows
        A value a column.
    provenance
        Where the rows come from.
    """
    text = io.StringIO()
    text.write(f"# {json.dumps(provenance.to_dict())}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with whole_file(path) as file:
        file.write(text.getvalue().encode())
