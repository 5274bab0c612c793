"""What a study says, as tables: the only thing a report reads.

Money is in millions of the study's currency at its price year unless a column says otherwise. An option is named as
in the scenario; "base" is the situation without any.
"""

from belfort.records import Table
from belfort.study.tables.decision import (
    CentralTable,
    FlipTable,
    MatrixTable,
    RankingTable,
    RankTable,
    RegionTable,
    WeightTable,
)
from belfort.study.tables.doubt import DriverTable, FigureTable
from belfort.study.tables.money import (
    BudgetTable,
    CostCurveTable,
    CostItemTable,
    CostTotalTable,
    EffectTable,
    ShareTable,
)
from belfort.study.tables.performance import (
    CoverageTable,
    DifferenceTable,
    PerformanceTable,
    ProtectionTable,
    RegretTable,
)
from belfort.study.tables.readiness import ActivityTable, AlliesTable, MilestoneTable, ReadyTable

TABLES: dict[str, type[Table]] = {
    "performance": PerformanceTable,
    "differences": DifferenceTable,
    "regret": RegretTable,
    "protection": ProtectionTable,
    "coverage": CoverageTable,
    "cost_items": CostItemTable,
    "cost_totals": CostTotalTable,
    "cost_curve": CostCurveTable,
    "budget": BudgetTable,
    "effect": EffectTable,
    "shares": ShareTable,
    "allies": AlliesTable,
    "milestones": MilestoneTable,
    "activities": ActivityTable,
    "ready": ReadyTable,
    "matrix": MatrixTable,
    "weights": WeightTable,
    "ranking": RankingTable,
    "ranks": RankTable,
    "central": CentralTable,
    "flips": FlipTable,
    "region": RegionTable,
    "drivers": DriverTable,
    "figures": FigureTable,
}
"""Name of a table, and of its file, to its type."""

__all__ = [
    "TABLES",
    "ActivityTable",
    "AlliesTable",
    "BudgetTable",
    "CentralTable",
    "CostCurveTable",
    "CostItemTable",
    "CostTotalTable",
    "CoverageTable",
    "DifferenceTable",
    "DriverTable",
    "EffectTable",
    "FigureTable",
    "FlipTable",
    "MatrixTable",
    "MilestoneTable",
    "PerformanceTable",
    "ProtectionTable",
    "RankTable",
    "RankingTable",
    "ReadyTable",
    "RegionTable",
    "RegretTable",
    "ShareTable",
    "WeightTable",
]
