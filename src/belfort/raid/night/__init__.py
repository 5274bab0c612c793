"""What all shots of one night share: weather, crews, intelligence and tactics make whole nights good or bad.

In: kill probabilities, how strongly the shots of a night hang together, and a random key. Out: each night's state, and for
every state the kill probabilities and the luck of detection that hold in it. `measured` keeps what measured attacks say about
the strength, `fit` finds it in a table of nights, `forecast` tells the next night, and `score` judges what was told.
"""

from belfort.raid.night.states import (
    FAMILIES,
    N_STATES,
    draw_states,
    equal_correlation,
    kill_table,
    late_table,
    rho_for,
    stratified_states,
)

__all__ = [
    "FAMILIES",
    "N_STATES",
    "draw_states",
    "equal_correlation",
    "kill_table",
    "late_table",
    "rho_for",
    "stratified_states",
]
