"""A bar on standard error for what takes more than a moment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from belfort.cli.look import console

PATIENCE_S = 1.0
Told = Callable[[str, float], None]
"""Called with what is being done, in words, and the share done."""


@contextmanager
def late_bar(patience_s: float = PATIENCE_S) -> Iterator[Told]:
    """Give a function to tell progress with; a bar shows after a second and leaves no trace.

    Where standard error is no terminal nothing is shown.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
    task = bar.add_task("", total=1.0)
    began_s = time.monotonic()
    is_shown = False

    def told(words: str, share: float) -> None:
        nonlocal is_shown
        if not is_shown and time.monotonic() - began_s > patience_s:
            bar.start()
            is_shown = True
        bar.update(task, description=words, completed=share)

    try:
        yield told
    finally:
        if is_shown:
            bar.stop()
