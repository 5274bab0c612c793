"""Where the best site of each demand matters, not whether there is one: in goes a matrix, out come sites and a bound.

The p-median: the mean of the best; the p-centre: the worst of the best; warning time, of which more is better.
"""

from belfort.siting.nearest.median import Median, best_warning, centre_sites, median_sites

__all__ = ["Median", "best_warning", "centre_sites", "median_sites"]
