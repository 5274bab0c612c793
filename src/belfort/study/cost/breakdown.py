"""What a cost is for: the elements of the life-cycle cost of air defence.

The levels follow NATO's generic cost breakdown structure (RTO SAS-028, "Cost Structure and Life Cycle Costs for
Military Systems", 2003; SAS-054, "Methods and Models for Life Cycle Costing", 2007): acquisition, operation and
support, disposal, each broken down by what is bought or done. The elements below them are those of ground-based
air defence. A lease stands on its own: it buys the use of a unit, never the unit.
"""

from enum import StrEnum


class Phase(StrEnum):
    """The upper level."""

    ACQUISITION = "acquisition"
    LEASE = "lease"
    OPERATION = "operation"
    DISPOSAL = "disposal"


class Element(StrEnum):
    """The lower level, in the order of a table."""

    LAUNCHERS = "launchers"
    RADARS = "radars"
    COMMAND = "command and control"
    INTERCEPTORS = "interceptor stock"
    INFRASTRUCTURE = "infrastructure"
    TRAINING = "initial training"
    INTEGRATION = "integration"
    MANAGEMENT = "project management"
    LEASE = "lease"
    PERSONNEL = "personnel"
    UNIT_OPERATION = "unit-level operation"
    MAINTENANCE = "maintenance and spares"
    MUNITIONS = "munitions fired in training and renewed"
    SUSTAINMENT = "sustaining support"
    UPGRADES = "upgrades"
    DISPOSAL = "disposal"

    @property
    def phase(self) -> Phase:
        """The level above."""
        return _PHASE[self]

    @property
    def is_equipment(self) -> bool:
        """True where the price follows that of defence equipment, not general prices."""
        return self in _EQUIPMENT


_OPERATION = (
    Element.PERSONNEL,
    Element.UNIT_OPERATION,
    Element.MAINTENANCE,
    Element.MUNITIONS,
    Element.SUSTAINMENT,
    Element.UPGRADES,
)
_PHASE = {
    **dict.fromkeys(Element, Phase.ACQUISITION),
    **dict.fromkeys(_OPERATION, Phase.OPERATION),
    Element.LEASE: Phase.LEASE,
    Element.DISPOSAL: Phase.DISPOSAL,
}
_EQUIPMENT = frozenset(
    {
        Element.LAUNCHERS,
        Element.RADARS,
        Element.COMMAND,
        Element.INTERCEPTORS,
        Element.LEASE,
        Element.MAINTENANCE,
        Element.MUNITIONS,
        Element.UPGRADES,
    }
)
