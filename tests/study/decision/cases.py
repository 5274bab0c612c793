"""Published decisions, with where they are from."""

import numpy as np

from belfort.study.decision import Preference, Shape

# Goodwin and Wright, Decision Analysis for Management Judgment, the office location problem (SMART).
OFFICES = "ABCDEFG"
OFFICE_VALUES = np.array(
    [
        [100, 60, 100, 75, 0, 90],
        [20, 80, 10, 30, 100, 30],
        [80, 70, 0, 0, 10, 100],
        [70, 50, 30, 55, 30, 90],
        [40, 60, 90, 100, 60, 70],
        [0, 0, 70, 0, 80, 0],
        [60, 100, 20, 50, 50, 80],
    ],
    float,
)
OFFICE_SWINGS = [100, 80, 70, 30, 20, 10]
OFFICE_WEIGHTS = [32, 26, 23, 10, 6, 3]
"""Per cent, rounded as the book has them."""
OFFICE_COST = np.array([30000, 15000, 5000, 12000, 30000, 15000, 10000], float)
OFFICE_BENEFIT = np.array([80.8, 39.4, 47.4, 52.3, 64.8, 20.9, 60.2])
OFFICE_FRONT = "ACG"

# Six power plants, all six shapes of PROMETHEE at once (Brans and Vincke 1985; Brans, Vincke and Mareschal 1986).
PLANTS = np.array(
    [
        [80, 90, 600, 5.4, 8, 5],
        [65, 58, 200, 9.7, 1, 1],
        [83, 60, 400, 7.2, 4, 7],
        [40, 80, 1000, 7.5, 7, 10],
        [52, 72, 600, 2.0, 3, 8],
        [94, 96, 700, 3.6, 5, 6],
    ],
    float,
)
PLANT_PREFERENCES = (
    Preference(Shape.STEP, q=10, is_rising=False),
    Preference(Shape.RAMP, p=30),
    Preference(Shape.LINEAR, q=50, p=500, is_rising=False),
    Preference(Shape.LEVEL, q=1, p=6, is_rising=False),
    Preference(Shape.USUAL, is_rising=False),
    Preference(Shape.GAUSSIAN, s=5),
)
PLANT_NET = np.array([-0.1457, 0.0172, -0.0895, -0.0200, 0.2929, -0.0549])

# Tzeng and Huang, Multiple Attribute Decision Making (2011): TOPSIS.
TOPSIS_MEASURES = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
TOPSIS_WEIGHTS = [0.3, 0.4, 0.3]
TOPSIS_CLOSENESS = np.array([0.5037, 0.6581, 0.7482, 0.3340])

# Heparin against enoxaparin: risks of two clots and of bleeding, as beta distributions of events and the rest, each
# on a fixed falling scale (the thrombolytics example of drugis/mcda-elicitation-web). The R package smaa (GPL-3, its
# draws are not here) prints its measures for one set of 10 000 draws of this case.
THROMBO_BETA = np.array([[(20, 116), (40, 96), (1, 135)], [(8, 121), (32, 97), (5, 124)]], float)
THROMBO_WORST, THROMBO_BEST = np.array([0.25, 0.4, 0.1]), np.array([0.0, 0.15, 0.0])
THROMBO_N = 10_000
"""Draws behind the printed numbers."""
THROMBO_FIRST = np.array([0.3504, 0.6496])
THROMBO_CENTRAL = np.array([[0.1865097, 0.2772205, 0.5362698], [0.4073100, 0.3641477, 0.2285423]])
THROMBO_CONFIDENCE = np.array([0.6682, 0.8956])
THROMBO_ENTROPY = 0.9344248
THROMBO_FIXED_WEIGHTS, THROMBO_FIXED_FIRST = [0.5, 0.2, 0.3], np.array([0.1279, 0.8721])
THROMBO_MEAN = np.array([0.5895, 0.6584])
"""Mean value over the draws, with weights that are unknown."""


def thrombo_values(n_draws: int, seed: int) -> np.ndarray:
    """Values of both drugs, (draws, 2, 3), not clipped, as the package has them (0 to 1)."""
    rng = np.random.default_rng(seed)
    risk = rng.beta(THROMBO_BETA[..., 0], THROMBO_BETA[..., 1], (n_draws, 2, 3))
    return (THROMBO_WORST - risk) / (THROMBO_WORST - THROMBO_BEST)
