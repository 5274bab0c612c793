"""The records of a plan and of a replicate at work: what the kernels read and write, field by field.

A *plan* is one raid in one world, worked out as far as chance allows. Times of lanes, segments and slots are on
the threat's own clock, from its start; those of work are on the raid's. Records keep together what is used together:
a loop that asks for one field of a threat mostly needs the others too.
"""

import numpy as np

N_KNOTS = 17
"""Knots of the time of flight across a launch window."""
NONE = -1
MOST_SPELLS = 3
"""Times that one picture can lose and find a threat; further ones count as held on."""

LANE = np.dtype(
    [
        ("duration_s", "f8"),
        ("appear_s", "f8"),  # earliest moment at which any sensor may have confirmed it; infinite: never
        ("value", "f8"),
        ("slot0", "i4"),
        ("slot1", "i4"),
        ("segment0", "i4"),
        ("segment1", "i4"),
        ("asset", "i4"),
        ("is_held", "i4"),  # 1: fire on it is not released
    ],
    align=True,
)
"""One way of a threat: what flies it, from where, to which asset."""

GROUP = np.dtype(
    [
        ("start_s", "f8"),
        ("spread_s", "f8"),
        ("p_decoy", "f8"),
        ("p_misread", "f8"),  # an attacker taken for civil, or a civil aircraft taken for hostile
        ("identify_s", "f8"),
        ("n_threats", "i4"),
        ("entity0", "i4"),  # first word of its random streams
        ("lane0", "i4"),
        ("lane1", "i4"),
        ("decoy_shift", "i4"),  # from a lane to that of a decoy on the same way
        ("family", "i4"),
        ("role", "i4"),
        ("kind", "i4"),  # what results are told by
        ("is_free", "i4"),  # 1: fired on without waiting for an identity
    ],
    align=True,
)
"""Like threats that fly together, one record a wave."""
ATTACK, INCURSION, CIVIL, FRIEND = 0, 1, 2, 3
"""Roles. Civil aircraft and friends matter only where they are taken for hostile."""

SEGMENT = np.dtype(
    [
        ("first_s", "f8"),  # of the first look that may confirm
        ("interval_s", "f8"),
        ("end_s", "f8"),  # how long a track, once there, is held
        ("sensor", "i4"),
        ("ordinal", "i4"),  # of this sensor on this lane
        ("cdf0", "i4"),
        ("n_looks", "i4"),
    ],
    align=True,
)
"""One spell in which one sensor may find and follow what flies a lane; by lane, the earliest first."""

SENSOR = np.dtype(
    [
        ("delay_s", "f8"),  # report and link to its node
        ("p_sees", "f8"),  # that weather and state let it see at all
        ("p_link", "f8"),
        ("code", "i8"),  # word of its random streams
        ("link", "i8"),  # word of its link's
        ("node", "i4"),
        ("unit", "i4"),  # the fire unit it belongs to
    ],
    align=True,
)

NODE = np.dtype([("p_up", "f8"), ("code", "i8")], align=True)
"""A command post."""
LINK = np.dtype(
    [("delay_s", "f8"), ("p_up", "f8"), ("code", "i8"), ("sender", "i4"), ("receiver", "i4")], align=True
)
"""Between two nodes."""

UNIT = np.dtype(
    [
        ("react_s", "f8"),
        ("order_s", "f8"),
        ("assess_s", "f8"),
        ("p_ready", "f8"),  # of one item
        ("p_link", "f8"),
        ("takeoff_s", "f8"),
        ("endurance_s", "f8"),
        ("code", "i8"),
        ("link", "i8"),
        ("picture", "i4"),
        ("node", "i4"),
        ("n_channels", "i4"),  # of one item
        ("n_items", "i4"),
        ("is_alone", "i4"),  # 1: assigns targets by itself
        ("holds_alone", "i4"),  # 1: does not fire once cut off
        ("sensor0", "i4"),  # its own sensors lie together
        ("sensor1", "i4"),
    ],
    align=True,
)

WEAPON = np.dtype(
    [
        ("reload_s", "f8"),
        ("unit", "i4"),
        ("effector", "i4"),
        ("n_ready", "i4"),  # of one item
        ("n_stock", "i4"),  # of one item
        ("is_soft", "i4"),
    ],
    align=True,
)
"""One kind of shot at one unit."""

SLOT = np.dtype(
    [
        ("open_s", "f8"),  # launches
        ("close_s", "f8"),
        ("busy_s", "f8"),  # longest from order to assessment
        ("weapon", "i4"),
        ("unit", "i4"),
        ("kill", "i4"),  # column of the kill table
        ("n_salvo", "i4"),
        ("n_looks", "i4"),
        ("n_keep", "i4"),  # left in the magazine for others
        ("head", "i4"),  # first slot of the same weapon on this lane
        ("tier", "i4"),  # how far down the order of preference
        ("waits", "i4"),  # 1: lets what is preferred try first where that costs nothing
    ],
    align=True,
)
"""One window of one weapon on one lane; by lane, the preferred weapon first.

A launch within it meets the threat before the lane ends: what meets later would still count as a kill.
"""

THREAT = np.dtype(
    [
        ("start_s", "f8"),
        ("end_s", "f8"),
        ("dead_s", "f8"),
        ("last_s", "f8"),  # of all its entries
        ("known_s", "f8"),  # on its own clock
        ("fired_s", "f8"),
        ("identify_s", "f8"),
        ("ratio", "f8"),  # likelihood of its shots over that of the tilted ones
        ("lane", "i4"),
        ("group", "i4"),
        ("entity", "i4"),
        ("entry0", "i4"),
        ("entry1", "i4"),
        ("next", "i4"),  # entry whose moment comes next
        ("n_shots", "i4"),
        ("n_hard", "i4"),
        ("flags", "i4"),
        ("killer", "i4"),
        ("state", "i4"),  # of the night, for its family
        ("is_last", "i4"),  # 1: conditioned on its last salvo
        ("cause", "i4"),  # why no order at it ever makes sense
    ],
    align=True,
)
DECOY, MISREAD, BUSY, EMPTY, TARDY, KNOWN, FIRED_ON = 1, 2, 4, 8, 16, 32, 64
"""Flags of a threat; the third to the fifth are what stood against an order: channels, magazine, time to take off."""

ENTRY = np.dtype(
    [
        ("act_s", "f8"),  # on the threat's own clock, as its last_s
        ("last_s", "f8"),
        ("slot", "i4"),
        ("threat", "i4"),
        ("head", "i4"),  # first entry of the same weapon at this threat
        ("n_tries", "i4"),  # counted at the head
        ("chain", "i4"),  # next entry of the threat, by time
        ("wait", "i4"),  # next entry waiting at the unit
        ("is_waiting", "i4"),
    ],
    align=True,
)
"""One chance of one weapon at one threat: from when to when an order makes sense."""

UNIT_WORK = np.dtype(
    [
        ("air_from_s", "f8"),
        ("air_until_s", "f8"),
        ("full_since_s", "f8"),
        ("n_free", "i4"),
        ("n_all", "i4"),
        ("group", "i4"),  # units that share who engages what
        ("mode", "i4"),
        ("wait", "i4"),  # first entry waiting
        ("n_items", "i4"),  # in order; -1: put out of action tonight
    ],
    align=True,
)
CONNECTED, ALONE, SILENT = 0, 1, 2

WEAPON_WORK = np.dtype(
    [("n_ready", "i4"), ("n_stock", "i4"), ("n_idle", "i4"), ("is_reloading", "i4")], align=True
)
"""`n_idle`: with items that are out of order tonight."""
ENGAGEMENT = np.dtype([("unit", "i4"), ("threat", "i4"), ("entry", "i4"), ("next", "i4")], align=True)
EVENT = np.dtype([("time_s", "f8"), ("kind", "i4"), ("index", "i4")], align=True)
APPEAR, ACT, ASSESS, RELOAD, IMPACT = 0, 1, 2, 3, 4

CAUSES = (
    "never detected",
    "detected too late",
    "not identified",
    "not released",
    "no unit in reach",
    "unit down",
    "link down",
    "channels busy",
    "magazine empty",
    "missed",
    "soft kill failed",
)
"""Why a threat leaked; every leaker has exactly one."""
UNSEEN, LATE, UNKNOWN, UNRELEASED, BEYOND, UNIT_DOWN, LINK_DOWN, SATURATED, SPENT, MISSED, SOFT = range(11)
