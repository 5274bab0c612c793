"""How well an option fits the allies: users, neighbours, links, stocks and schools, as a sourced matrix.

In go a scenario, one of its options and the catalogue. Out comes the matrix (`matrix`): a row for each system and each
criterion of a fixed list, missing cells included, with sources and evidence; and the number that a criterion of the
decision asks for (`measure`). Users and neighbours are counted from the nations' entries and the borders of the map;
the rest is what the public record says of a system, or nothing.
"""

from belfort.study.allies.borders import land_neighbours
from belfort.study.allies.criteria import CRITERIA
from belfort.study.allies.matrix import judged_systems, matrix, measure

__all__ = ["CRITERIA", "judged_systems", "land_neighbours", "matrix", "measure"]
