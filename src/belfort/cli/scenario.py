"""`belfort new`, `check`, `explain` and `cite`: what the situation is."""


def new(target: str) -> None:
    """Start a scenario file."""


def check(scenario: str) -> None:
    """Check a scenario file."""


def explain(scenario: str) -> None:
    """Explain."""


def cite(scenario: str) -> None:
    """Cite."""
