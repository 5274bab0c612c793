"""Where should units stand: the best sites for a cover, with a proof of how good they are.

In: which candidate covers which demand (`Cover`), weights, and what a choice must keep to (`Limits`). Out: the sites,
what no choice can beat, what each site is worth and what one more would add; or a sentence on why not.
"""

from belfort.siting.least import Least, least_sites
from belfort.siting.maximal import maximal_cover, value_curve
from belfort.siting.mobility import Mobility, relocate
from belfort.siting.model import Cover, CoverBuilder, Effort, Limits, Siting, SitingError, cover_of
from belfort.siting.robust import Scenarios, robust_cover

__all__ = [
    "Cover",
    "CoverBuilder",
    "Effort",
    "Least",
    "Limits",
    "Mobility",
    "Scenarios",
    "Siting",
    "SitingError",
    "cover_of",
    "least_sites",
    "maximal_cover",
    "relocate",
    "robust_cover",
    "value_curve",
]
