"""Write the pages, schema and forms that are made from data and code; with --check, only compare."""

import sys
from pathlib import Path

from belfort.catalogue.docs import write as catalogue_files
from belfort.report.map import standalone_map
from belfort.scenario import load_scenario
from belfort.scenario.new import schema_text
from belfort.scenario.reference import language_page

ROOT = Path(__file__).parent.parent


def generated() -> dict[str, str]:
    """Return every generated file: path from the root, and its text."""
    files = {str(path): text for path, text in catalogue_files(ROOT).items()}
    files["docs/scenario-language.md"] = language_page()
    files["spec/schema.json"] = schema_text()
    files["docs/benelux.svg"] = standalone_map(load_scenario("benelux"))
    return files


def main() -> int:
    """Write or compare; return the exit status."""
    stale = []
    for name, text in sorted(generated().items()):
        path = ROOT / name
        if not path.exists() or path.read_text("utf8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf8")
    if "--check" in sys.argv:
        print(
            f"out of date: {', '.join(stale)}; run scripts/docs"
            if stale
            else "generated pages are up to date"
        )
        return 1 if stale else 0
    print(f"written: {', '.join(stale)}" if stale else "nothing to write")
    return 0


if __name__ == "__main__":
    sys.exit(main())
