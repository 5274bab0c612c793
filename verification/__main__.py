"""Compare with published numbers and other programs; write docs/validation.md from what really ran."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from belfort import __version__
from belfort.catalogue import load_catalogue

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "validation.md"
SHARED = {"row"}
"""Modules here that ask no question."""
HEADS = ("what", "published", "source", "ours", "difference", "verdict")


def cell(value: object) -> str:
    """Return a value as a table cell: numbers to five figures."""
    text = f"{value:.5g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|")


def main() -> int:
    parts, n_bad, n_rows = [], 0, 0
    questions = {p.stem for p in HERE.glob("*.py") if not p.stem.startswith("__")}
    for question in sorted(questions - SHARED):
        print(f"verifying {question}", file=sys.stderr)
        found = list(import_module(f"verification.{question}").rows())
        n_rows += len(found)
        n_bad += sum(r["verdict"] not in ("agrees", "stated") for r in found)
        parts += [
            f"\n## {question.capitalize()}\n",
            "| " + " | ".join(HEADS) + " |",
            "|" + "---|" * len(HEADS),
        ]
        for row in found:
            keys = ("name", "published", "source", "ours", "difference", "verdict")
            parts.append("| " + " | ".join(cell(row[k]) for k in keys) + " |")
    head = [
        "# Validation",
        "",
        "Ours beside the published, with what does not agree. Made by `scripts/verify` from what really ran.",
        "",
        f"Belfort {__version__}, catalogue {load_catalogue().hash[:16]}, {datetime.now(UTC):%Y-%m-%d}: "
        f"{n_rows} comparisons, {n_bad} that do not agree.",
    ]
    PAGE.write_text("\n".join([*head, *parts]) + "\n", "utf8")
    print(f"{n_rows} comparisons, {n_bad} that do not agree: {PAGE.relative_to(HERE.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
