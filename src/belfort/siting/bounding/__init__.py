"""Proof: in goes a reduced question and a good choice, out comes what no choice can beat, and the best choice.

Lagrangian relaxation with fixing by reduced profit, a tree of such relaxations, and HiGHS on what is left.
"""
