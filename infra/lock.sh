#!/usr/bin/env bash
# Resolve every lock from pyproject.toml: one resolution, three views of it, so that they cannot disagree.
set -euo pipefail
lock() { uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate "$@"; }
lock pyproject.toml --group dev -o requirements/dev.txt
lock pyproject.toml --group demo -c requirements/dev.txt -o requirements/demo.txt
lock pyproject.toml -c requirements/dev.txt -o functions/requirements.txt
