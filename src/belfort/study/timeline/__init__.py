"""When is each option ready.

A network of activities, or a programme and the catalogue's delivery figures, come in; dates with their doubt, what
decides them, and the force as it stands on a day go out. PERT's single path stands beside, to show how it flatters.
"""

from belfort.study.timeline.delivery import Forecast, Programme, forecast
from belfort.study.timeline.faults import TimelineError
from belfort.study.timeline.force import Delivered, ReadyForce, as_it_stands, ready_force
from belfort.study.timeline.montecarlo import simulate
from belfort.study.timeline.network import Network

__all__ = [
    "Delivered",
    "Forecast",
    "Network",
    "Programme",
    "ReadyForce",
    "TimelineError",
    "as_it_stands",
    "forecast",
    "ready_force",
    "simulate",
]
