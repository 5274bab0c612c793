"""Placeholder entry."""


def main() -> None:
    """Run."""
