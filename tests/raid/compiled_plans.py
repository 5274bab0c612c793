"""Plans made by hand, as if a scenario had been compiled to them."""

import numpy as np

from belfort.raid.compiling.compile import Compiled, Names
from belfort.raid.night.states import kill_table
from tests.raid.plans import locked, plan_of


def compiled_of(plan, rho=0.0, sizes=(1, 1, 1), shared=(0.2,)):
    """A plan by hand as a compiled one, its kill probabilities spread over the states of the night."""
    kill = kill_table(plan.force.kill[0], rho)
    late = np.tile(plan.late[0], (64, 1))
    plan = plan._replace(force=plan.force._replace(kill=locked(kill)), late=locked(late))
    units = tuple(f"u{i}" for i in range(len(plan.force.units)))
    kinds, assets, effectors = (tuple(f"{n}{i}" for i in range(k)) for n, k in zip("kae", sizes, strict=True))
    names = Names(kinds, assets, effectors, ("layer",) * sizes[2], units, (), (), ())
    return Compiled(plan, names, shared, (1.0,) * sizes[2], {}, (), 0.0, 1.0)


def layered(n_threats=6):
    """Two units at two command posts may fire at each threat, twice each; anything may be down, and bad nights come."""
    pairs = [(b, j, 10 + 9 * b, 21 + 9 * b) for b in range(2) for j in range(n_threats)]
    many = {"n_channels": 3, "n_ready": 30, "p_kill": 0.97, "node_of": [0, 1], "n_nodes": 2, "n_salvo": 2}
    starts_s = [7.0 * j for j in range(n_threats)]
    return plan_of(pairs, n_threats, 2, p_node=0.98, p_unit=0.97, starts_s=starts_s, **many)
