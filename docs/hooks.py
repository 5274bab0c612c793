"""What the site needs beside MkDocs itself: the name of a file over its block, tables that scroll in a narrow window."""

import re
from typing import Any

TITLED = re.compile(r'^```(\w+) title="([^"]+)"$', re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the title of a block above it: Markdown's own blocks take a language and nothing else."""
    return TITLED.sub(r"`\2`:\n\n```\1", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Wrap tables, so that a wide one scrolls and does not push the page out of the window."""
    opened = html.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")
