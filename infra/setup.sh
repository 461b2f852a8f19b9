#!/usr/bin/env bash
# Make a virtual environment, .venv or $VENV, hold exactly the packages of one lock file, and this project beside them.
set -euo pipefail
lock="$1"
venv="${VENV:-.venv}"
python="${PYTHON:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Followthrough needs Python 3.11 or later; $("$python" --version) is what 'python3' is here. Try: make PYTHON=python3.12" >&2
  exit 2
fi
if command -v uv >/dev/null 2>&1; then
  [ -x "$venv"/bin/python ] || uv venv --quiet --python "$python" "$venv"
  uv pip install --quiet --python "$venv"/bin/python --require-hashes -r "$lock"
  uv pip install --quiet --python "$venv"/bin/python --no-deps --no-build-isolation -e .
else
  [ -x "$venv"/bin/pip ] || "$python" -m venv "$venv"
  "$venv"/bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r "$lock"
  "$venv"/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
