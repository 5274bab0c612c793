"""Who can be met in time: envelopes, time lines, and how many looks a unit has at a threat on its way in.

In: resolved systems, units and links, approaches, what is found and when, what is in sight. Out: `Ladder`s of
looks by azimuth, the air a unit reaches, layers. Operations research on public figures: reach, mean speed and
reaction time; no guidance and no fire control.
"""

from belfort.coverage.engagement.envelope import CannotEngage, Envelope, envelope_of
from belfort.coverage.engagement.ladder import Ladder, ladder, paths_of, reach_of, site_of
from belfort.coverage.engagement.timeline import Timeline, timeline_of

__all__ = [
    "CannotEngage",
    "Envelope",
    "Ladder",
    "Timeline",
    "envelope_of",
    "ladder",
    "paths_of",
    "reach_of",
    "site_of",
    "timeline_of",
]
