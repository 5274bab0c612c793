"""Which interceptors at which threats, all fired at one moment: the static weapon-target assignment problem.

In: what each target is worth, the chance that a round of each weapon stops it, and rounds (`Problem`). Out: rounds by
weapon and target, the expected value they leave, and what no assignment can beat (`Assignment`). For simulation and
planning studies: a bound on what any coordination could save, beside what uncoordinated units save.
"""

from belfort.raid.assignment.assign import METHODS, Method, assign
from belfort.raid.assignment.model import Assignment, AssignmentError, Problem

__all__ = ["METHODS", "Assignment", "AssignmentError", "Method", "Problem", "assign"]
