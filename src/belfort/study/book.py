"""A finished study: its tables and what it is about, as a folder that a report is made from without running again.

`about` is plain values, ready for JSON:

- `name`, `title`, `summary`, `question`: words;
- `options`: a list of `{name, title, summary, is_reference}`, the reference first;
- `pictures`: `{name, raid, title, n_nights, resupply_share}`; `stresses`: `{name, title}`;
- `programmes`: name to what it is called in running text;
- `criteria`: `{name, title, group, unit, measure, picture, stress, worst, best, note}`;
- `money`: `{currency, price_year, first_year, last_year, payers, discount_percent: {low, mode, high, evidence, sources}}`;
- `settings`: `{setting, n_replicates, n_worlds, seed, years, terrain, is_coarse}`;
- `map`: `{west_deg, south_deg, east_deg, north_deg, units: [{name, option, system, kind, nation, lat_deg, lon_deg,
  is_notional}], assets: [{name, kind, nation, value, lat_deg, lon_deg}]}`; `option` is "" where every option has it;
- `references`: key to `{title, url, date, kind}`, of all that is cited;
- `names`: catalogue id to its name in running text;
- `notes`: sentences: what was left out, and why;
- `inputs`: what the study was made from: `{file, scenario_hash, question_hash, catalogue_hash, options: {name: hash}, terrain}`;
- `guess_share`: `{by_figures, by_variance}`, 0 to 1, or null where it was not computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from belfort.records import Provenance, RecordsError, Table
from belfort.records.jsonfile import read_json, write_json
from belfort.study.tables import TABLES

ABOUT = "study.json"
KEYS = (
    *("name", "title", "summary", "question", "options", "pictures", "stresses", "criteria", "money"),
    *("settings", "map", "references", "names", "notes", "inputs", "guess_share"),
)
"""What `about` has."""


@dataclass(frozen=True)
class Book:
    """A finished study."""

    about: Mapping[str, Any]
    tables: Mapping[str, Table]
    """By name; a table that a study has no use for is empty."""
    provenance: Provenance

    def __getitem__(self, name: str) -> Any:
        """Return a table by its name."""
        return self.tables[name]

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write every table as Parquet, and `study.json`. Raises OSError or RecordsError."""
        tables = folder / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        paths = []
        for name in TABLES:
            path = tables / f"{name}.parquet"
            self.tables[name].to_parquet(path, self.provenance)
            paths.append(path)
        write_json(folder / ABOUT, dict(self.about), self.provenance)
        return (folder / ABOUT, *paths)

    @classmethod
    def load(cls, folder: Path) -> "Book":
        """Return the study in a folder.

        Raises
        ------
        RecordsError
            There is no study, or it cannot be read: the sentence says which file and what to do.
        """
        if not (folder / ABOUT).is_file():
            raise RecordsError(f"{folder}: no study here ({ABOUT} is missing); run `belfort study` first")
        about, provenance = read_json(folder / ABOUT)
        missing = [key for key in KEYS if key not in about] if isinstance(about, dict) else list(KEYS)
        if missing:
            lacks = f"{folder / ABOUT}: it lacks {', '.join(missing)}"
            raise RecordsError(f"{lacks}; written by {provenance.version}, run `belfort study` again")
        tables = {
            name: kind.from_parquet(folder / "tables" / f"{name}.parquet")[0] for name, kind in TABLES.items()
        }
        return cls(about, tables, provenance)
