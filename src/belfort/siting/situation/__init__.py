"""A question about a real situation, made ready for the search: kinds, places, demands, and who covers what.

In: a scenario, what is to be placed and what it is for. Out: places where it could stand, points to cover, and for each
scene (threat, axis, case) which place covers which point, or how much warning it gives.
"""
