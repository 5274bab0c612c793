"""From a name to a page, the way the demonstration goes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_demo_ends_with_a_report_to_open():
    done = subprocess.run(
        [sys.executable, "scripts/demo.py", "quick"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = Path(done.stdout.strip().splitlines()[-1].removeprefix("open the report: "))
    assert page.is_file()
    assert "Benelux 2030" in page.read_text("utf8")
    assert (ROOT / "out/benelux.html").is_file()


def test_generated_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
