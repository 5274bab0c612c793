# Sourced by every script: makes or reuses .venv. Needs only python3 (3.11 or newer) and pip.
set -eu
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
if [ ! -x .venv/bin/python ]; then
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Belfort needs Python 3.11 or newer; found: $(python3 --version 2>&1 || echo none). Install one and run again." >&2
    exit 1
  fi
  echo "making .venv (once)" >&2
  python3 -m venv .venv || {
    echo "python3 could not make a virtual environment; on Debian: apt-get install python3-venv" >&2
    exit 1
  }
fi
stamp=$(cat pyproject.toml constraints.txt | cksum)
if [ "$stamp" != "$(cat .venv/installed 2>/dev/null)" ]; then
  echo "installing Belfort and its tools into .venv (about a minute, once)" >&2
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
  echo "$stamp" > .venv/installed
fi
export PATH="$ROOT/.venv/bin:$PATH"
