"""One comparison, as the page of validation shows it."""


def row(
    name: str, published: object, source: str, ours: object, difference: object, verdict: str | bool
) -> dict:
    """Return a comparison; a verdict of yes or no becomes `agrees` or `DIFFERS`."""
    words = verdict if isinstance(verdict, str) else "agrees" if verdict else "DIFFERS"
    return {
        "name": name,
        "published": published,
        "source": source,
        "ours": ours,
        "difference": difference,
        "verdict": words,
    }


def skipped(name: str, why: str) -> dict:
    """Return a comparison that was not made, because what it needs is not here."""
    return row(name, "-", "-", "-", why, "stated")
