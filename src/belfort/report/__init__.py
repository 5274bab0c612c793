"""Words and pictures on paper: pages in one file, with maps drawn as SVG.

In: what a verb found out. Out: an HTML page that stands alone, reads on a phone and prints in grey.
"""

from belfort.report.map import situation_map
from belfort.report.page import situation_page, write_situation_page

__all__ = ["situation_map", "situation_page", "write_situation_page"]
