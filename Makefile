# Verbs of the house. `make demo` and `make test` do everything on a fresh machine with Python 3.11+.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.txt

.PHONY: demo test lint bench docs lock test-cluster clean

demo: $(VENV)/.installed
	$(BIN)/intarsia demo demo-pool --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python tools/system.py
	$(BIN)/python tools/run_tests.py

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks tools examples demo
	$(BIN)/ruff format --check --diff src/intarsia/errors.py >/dev/null
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/.dev
	$(BIN)/python tools/write_docs.py

test-cluster: $(VENV)/.cluster
	$(BIN)/python -m pytest tests/engines -m cluster

# exact versions and hashes, without addresses of where they come from
lock: $(VENV)/.dev
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --output-file requirements/core.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --extra dev --output-file requirements/dev.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --allow-unsafe --strip-extras --extra dev --extra cluster --output-file requirements/cluster.txt pyproject.toml

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Intarsia needs Python 3.11 or newer; this is ' + sys.version.split()[0])"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements/core.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 
	touch $@

$(VENV)/.dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.cluster: $(VENV)/.dev requirements/cluster.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cluster.txt
	touch $@

clean:
	rm -rf $(VENV) demo-pool build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
