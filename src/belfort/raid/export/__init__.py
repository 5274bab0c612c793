"""One simulated raid as others read it: its events, paths and cast in open formats.

In: a `Replay`, which is a scenario, one replicate's events, the path of each threat and who they are. Out: Parquet
tables, a CZML document for Cesium, and an ACMI 2.2 recording for Tacview, written whole or not at all. Each says that
it shows a simulation, and of what.
"""

from belfort.raid.export.acmi import to_acmi
from belfort.raid.export.czml import to_czml
from belfort.raid.export.replay import KINDS, ROLES, CastTable, EventTable, FlightTable, Replay
from belfort.raid.export.writing import FORMATS, write_replay

__all__ = [
    "FORMATS",
    "KINDS",
    "ROLES",
    "CastTable",
    "EventTable",
    "FlightTable",
    "Replay",
    "to_acmi",
    "to_czml",
    "write_replay",
]
