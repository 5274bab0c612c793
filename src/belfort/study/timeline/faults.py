"""The one error of this room."""


class TimelineError(ValueError):
    """A network, a programme or a question that makes no sense; the message names every fault, a line each."""


def refuse(faults: list[str]) -> None:
    """Raise a `TimelineError` with every fault, or do nothing where there is none."""
    if faults:
        raise TimelineError("\n".join(faults))
