# Two commands on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint types imports check bench soak clean

help:
	@echo "make demo   run the whole job on the bundled capture"
	@echo "make test   lint, types, import rules and the tests"
	@echo "make bench  measure speed and quality"
	@echo "make soak   the slow kill and endurance tests"

$(BIN)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# 100 MB that a demo does without
$(BIN)/.installed-embedding: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[embedding]'
	@touch $@

demo: $(BIN)/.installed
	$(BIN)/aggregator demo

test: check $(BIN)/.installed-embedding
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

check: $(BIN)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m benchmarks

soak: $(BIN)/.installed
	AGGREGATOR_SOAK=1 $(BIN)/python -m pytest -m slow
	$(BIN)/python -m benchmarks.memory --pages 100000

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache *.egg-info
