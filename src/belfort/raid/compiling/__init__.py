"""From a resolved scenario to plans: what does not depend on chance, worked out once a world.

In: a scenario under one option, a raid, the ground. Out: `Stage` (ways, sight and sites, the same in every world) and
from it a `Plan` a world: first-confirmation distributions, launch windows with times of flight, the network, units.
"""
