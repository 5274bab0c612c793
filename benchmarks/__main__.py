"""Run benchmarks: python -m benchmarks [QUESTION ...] [--quick] [--json] [--page].

With --page the rows become docs/performance.md.
"""

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.row import Row, page, show

HERE = Path(__file__).parent
QUESTIONS = sorted(p.stem for p in HERE.glob("*.py") if "_" not in p.stem and p.stem != "row")


def main(argv: list[str]) -> int:
    asked = [a for a in argv if not a.startswith("-")] or QUESTIONS
    if unknown := set(asked) - set(QUESTIONS):
        print(
            f"no benchmark '{', '.join(sorted(unknown))}'; there are: {', '.join(QUESTIONS)}", file=sys.stderr
        )
        return 2
    rows = [
        row for question in asked for row in import_module(f"benchmarks.{question}").rows("--quick" in argv)
    ]
    show(rows, argv)
    if "--page" in argv:
        write_page(rows)
    return 0


def write_page(rows: list[Row]) -> None:
    target = HERE.parent / "docs" / "performance.md"
    target.write_text(page(rows), "utf8")
    print(f"written: {target.relative_to(HERE.parent)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
