"""What an option costs over its life, with its doubt, and who pays.

In go programmes (what is bought or leased, how many, when) and draws of the catalogue (`Worlds`). Out comes a
`LifeCycle`: every element every year, in constant prices, as a present value and in money of each year, by its
quantiles (`life_cycle`, `budget`, `drivers`); and shares of a joint cost with their stability (`sharing`).
Beneath are money with its basis, learning curves, present value and cost risk; `tell` makes the tables.
"""

from belfort.study.cost.drivers import drivers
from belfort.study.cost.lifecycle import Basis, LifeCycle, budget, life_cycle
from belfort.study.cost.money import CostError
from belfort.study.cost.programme import Programme, Stock, Terms
from belfort.study.cost.worlds import Worlds

__all__ = [
    "Basis",
    "CostError",
    "LifeCycle",
    "Programme",
    "Stock",
    "Terms",
    "Worlds",
    "budget",
    "drivers",
    "life_cycle",
]
