# Chung Tay. `make` alone lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
BENCHMARKS := audience outbox broadcast pace replies enlisting eligibility

.DEFAULT_GOAL := help
.PHONY: help install run test test-long lint bench lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Chung Tay needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "No venv module. Install it: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements/run.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

install: $(VENV)/run.stamp ## virtual environment in .venv, with what running needs

run: install ## serve on 127.0.0.1:8080 (PORT=…), no account or token needed
	$(BIN)/python -m bot run --port $(PORT)

test: $(VENV)/test.stamp ## everything CI checks, at most 10 minutes
	@./.ci/browser
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -m "not long" -n 3 --dist loadfile --no-loadscope-reorder

test-long: $(VENV)/test.stamp ## the long counts of the fault and property tests
	@./.ci/browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/test.stamp ## ruff, mypy --strict, import contracts, content
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot content check

bench: $(VENV)/test.stamp ## speed as ratios to a control in the same run, as JSON
	@for each in $(BENCHMARKS); do $(BIN)/python -m tests.benchmarks.$$each || exit 1; done

lock: $(VENV)/test.stamp ## renew requirements/*.txt from *.in, with hashes
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/test.in -c requirements/run.txt -o requirements/test.txt

clean: ## remove the virtual environment and every cache; the database in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
