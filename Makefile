# Everything a person or a machine runs here. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# A virtual environment of pinned, hashed packages: uv if it is there, else plain venv and pip.
$(VENV)/.demo: requirements/demo.txt pyproject.toml
	@PYTHON="$(PYTHON)" bash infra/setup.sh requirements/demo.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" bash infra/setup.sh requirements/dev.txt
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo ## the story, told by the real stack on this machine
	@$(BIN)/followthrough demo

test: $(VENV)/.dev ## every test
	@$(BIN)/pytest -n 2

check: $(VENV)/.dev ## everything a change must pass
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/cfn-lint -t template.yaml
	@$(MAKE) --no-print-directory test

format: $(VENV)/.dev ## put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## resolve the pinned packages anew (needs uv)
	@bash infra/lock.sh

pythons: ## every test on every Python from 3.11 on that is here
	@for python in python3.11 python3.12 python3.13; do \
	  if $$python -c '' 2>/dev/null; then VENV=.venv-$$python PYTHON=$$python bash infra/setup.sh requirements/dev.txt \
	    && .venv-$$python/bin/pytest -q -n 2 || exit 1; else echo "$$python is not here"; fi; done

interleave: $(VENV)/.dev ## ten deliveries of one event, interleaved a thousand ways; thousands of orders of many
	@$(BIN)/pytest -q -n 2 tests/simulation -m long

hostile: $(VENV)/.dev ## tens of thousands of strangers at the door, and the senders' own libraries as judges
	@$(BIN)/pytest -q -n 2 tests/lambdas tests/adapters -m long

SEEDS ?= 10000
TIER ?= fast
simulate: $(VENV)/.dev ## SEEDS=n random firms in memory (TIER=fast; TIER=true, on the whole stack, comes later)
	@[ "$(TIER)" = fast ] || { echo "TIER=$(TIER) is not there yet: please say TIER=fast."; exit 2; }
	@SEEDS=$(SEEDS) $(BIN)/pytest -q -n 2 tests/simulation/test_random_playbooks.py -m long

clean: ## forget what was built and installed
	@rm -rf $(VENV) .venv-* .workbench .aws-sam .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.PHONY: help demo test check format lock pythons interleave hostile simulate clean
