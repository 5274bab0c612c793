"""A table type with every kind of column, and strategies that fill it."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from belfort.records import Provenance, Table
from belfort.records.columns import F32, F64, I32, I64, U8, U32, Bool, Text


@dataclass(frozen=True, slots=True)
class Plots(Table):
    """One row a plot."""

    time_ns: I64
    """Time of detection, UTC."""
    range_m: F64
    """Slant range from the sensor,
    NaN where it was not measured."""
    rcs_m2: F32
    unit: I32
    track: U32
    mode: U8
    is_friend: Bool
    callsign: Text
    """As transmitted."""


def plots(n: int, start: int = 0) -> Plots:
    """Return n plots that differ."""
    rows = np.arange(start, start + n)
    return Plots(
        rows.astype(np.int64) * 10**9,
        rows * 1.5,
        rows.astype(np.float32),
        rows.astype(np.int32),
        rows.astype(np.uint32),
        (rows % 256).astype(np.uint8),
        rows % 2 == 0,
        np.array([f"KLM{row}" for row in rows], dtype=object),
    )


def _columns(n: int):
    text = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=n, max_size=n)
    numbers = [
        hnp.arrays(dtype, n)
        for dtype in (np.int64, np.float64, np.float32, np.int32, np.uint32, np.uint8, np.bool_)
    ]
    return st.tuples(*numbers, text.map(lambda texts: np.array([*texts, None], dtype=object)[:-1]))


any_plots = st.integers(0, 6).flatmap(_columns).map(lambda columns: Plots(*columns))


def provenance(**changes) -> Provenance:
    """Return some provenance."""
    return Provenance.now(
        **{"scenario_hash": "sha256:1f", "catalogue_hash": "sha256:2e", "seed": 2**64 - 1, **changes}
    )
