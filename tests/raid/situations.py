"""Small situations for tests of raids: written as scenarios are, on the coarse ground around Antwerp."""

from functools import cache

from belfort.raid.compiling.compile import compile_raid
from belfort.raid.compiling.stage import stage_of
from belfort.raid.simulate import run, words_of
from belfort.scenario import load_scenario
from belfort.scenario.load import parse_scenario
from belfort.terrain.load import terrain_for

HEAD = """
belfort = 1
title = "A test"
[region]
name = "Around Antwerp"
west_deg = 3.5
south_deg = 50.8
east_deg = 5.5
north_deg = 51.6
[dates]
start = 2030-03-01T22:00:00Z
[[nations]]
nation = "belgium"
"""
ASSETS = """
[[assets]]
name = "antwerp-airport"
kind = "airport"
at = "EBAW"
radius_km = 1
value = 5
[[assets]]
name = "ghent"
kind = "city"
at = "Ghent"
radius_km = 2
value = 2
"""
C2 = """
[[units]]
name = "post"
system = "crc"
nation = "belgium"
at = "Antwerp"
"""
NASAMS = """
[[units]]
name = "nasams"
system = "nasams-belgium"
nation = "belgium"
at = "6 km N of EBAW"
c2 = "post"
radar = "gm200-mmc"
loads = { aim-120c-8 = 18 }
reloads = 1
"""
SKYRANGER = """
[[units]]
name = "skyranger"
system = "skyranger-30"
nation = "belgium"
at = "1 km E of EBAW"
c2 = "post"
"""
RAID = """
[[threats.raids]]
name = "night"
title = "A night"
[[threats.raids.groups]]
threat = "shahed-136"
count = 12
decoys = { threat = "gerbera", share = 0.3 }
origins = [{ from = "Antwerp", bearing_deg = 70, distance_km = 200 }]
targets = ["antwerp-airport", "ghent"]
altitude_m = { low = 100, mode = 500, high = 2000 }
spread_min = 20
jitter_km = 3
[[threats.raids.groups]]
threat = "kalibr"
count = 3
origins = [{ from = "Antwerp", bearing_deg = 330, distance_km = 250 }]
targets = ["antwerp-airport"]
spread_min = 5
start_min = 30
"""
TAIL = """
[study]
seed = 3
replications = 256
worlds = 4
"""
WHOLE = HEAD + ASSETS + C2 + NASAMS + SKYRANGER + RAID + TAIL


@cache
def ground():
    return terrain_for(load_scenario("tiny").region, "coarse", margin_m=60e3)


def scenario(*parts: str):
    return parse_scenario("".join(parts) if parts else WHOLE)


def simulated(found, raid="night", n=128, world="mode", **how):
    """Replicates with everything at its mode, or in a world."""
    compiled = compile_raid(stage_of(found, raid, ground(), n_threads=1), world, **how)
    return compiled, run(compiled, found.study.seed, words_of(-1, 0, n))
