# Verbs of the house. `make demo` and `make test` do everything on a fresh machine with Python 3.11+.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: demo test lint frontend bench torture docs lock test-cluster clean

demo: $(VENV)/.installed frontend
	$(BIN)/intarsia demo demo-pool --port $(PORT)

test: $(VENV)/.dev frontend
	$(BIN)/python tools/system.py
	$(BIN)/python tools/run_tests.py

# scripts, editor, fonts and geometry of the pages; does nothing when nothing changed
frontend: $(VENV)/.installed
	$(BIN)/python tools/frontend/run.py

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks tools examples demo
	$(BIN)/mypy

bench: $(VENV)/.dev frontend
	$(BIN)/python benchmarks/run.py

# 200 builds killed at moments drawn from the length of a build; MOMENTS= and ROWS= change that;
# then files of a gigabyte, with the memory and the time they took
torture: $(VENV)/.dev
	$(BIN)/python -m tests.torture.kill
	$(BIN)/python -m tests.hostile.heavy

docs: $(VENV)/.dev
	$(BIN)/python tools/write_docs.py

test-cluster: $(VENV)/.cluster
	$(BIN)/python -m pytest tests/engines -m cluster -W default

# exact versions and hashes, without addresses of where they come from
lock: $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/core.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra dev --extra cluster -o requirements/cluster.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt

$(VENV)/bin/python:
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Intarsia needs Python 3.11 or newer; this is ' + sys.version.split()[0])"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements/core.txt requirements/node.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt
	$(BIN)/python tools/frontend/run.py --has-node || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 
	touch $@

$(VENV)/.dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/.cluster: $(VENV)/.dev requirements/cluster.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cluster.txt
	touch $@

clean:
	rm -rf $(VENV) demo-pool build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis node_modules src/intarsia/web/static/built
