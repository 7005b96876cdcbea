# Everything goes into .venv, node_modules and web/static/vendor; nothing outside this folder but Debian packages that
# `make test` needs for its browser (see scripts/system.sh).
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export BANJIE_DATABASE_URL ?= sqlite:///var/demo.db

.PHONY: help setup dev run test lint types walls bench fmt lock screenshots clean

help:  ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.run web/static/vendor/.done .venv/.simulation  ## Set up .venv (with .venv/bin/banjie) and the front-end libraries

run: setup  ## Set up, fill the demo once, serve on 127.0.0.1:8000
	@mkdir -p var
	@$(BIN)/banjie demo
	@$(BIN)/banjie serve

dev: setup .venv/.dev  ## Set up what the tests and checks need as well

test: dev lint types walls  ## Lint, types, import walls, every test: both databases, a real browser
	@scripts/system.sh browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: dev  ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev  ## Types
	$(BIN)/mypy

walls: dev  ## Which room may import which
	$(BIN)/lint-imports

bench: dev  ## Measure, as ratios in one run
	$(BIN)/python -m benchmarks

fmt: dev  ## Format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: dev  ## The pictures of the README, from the demo
	@scripts/system.sh browser
	$(BIN)/python scripts/screenshots.py docs/images

lock: .venv/.dev  ## Pin the dependencies anew
	$(BIN)/pip-compile -q --upgrade --strip-extras --allow-unsafe --no-emit-find-links --no-emit-index-url \
	  --no-emit-trusted-host --generate-hashes --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --allow-unsafe --no-emit-find-links --no-emit-index-url \
	  --no-emit-trusted-host --generate-hashes --extra build --extra dev -c requirements.lock \
	  -o requirements-dev.lock pyproject.toml

clean:  ## Remove everything that was set up (the demo's database stays)
	rm -rf .venv node_modules web/static/vendor

.venv/bin/python:
	@scripts/system.sh venv "$(PYTHON)"

.venv/.run: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q workflows engine models web banjie
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

# The simulation's event loop as machine code: some ten seconds once, and again when it changes.
.venv/.simulation: .venv/.run $(addprefix engine/simulation/,compiled.py whole.py addresses.py layout.py) \
    $(wildcard engine/simulation/kernel/*.py engine/simulation/machine/*.py)
	@echo "Compiling the simulation"
	@BANJIE_CACHE=.venv/share $(BIN)/python -c "from engine.simulation.compiled import advance; advance()"
	@touch $@

web/static/vendor/.done: .venv/.run package.json package-lock.json scripts/vendor.py $(wildcard web/translations/*/LC_MESSAGES/*.po)
	$(BIN)/python scripts/vendor.py
	$(BIN)/pybabel -q compile -d web/translations -D "$(sort $(basename $(notdir $(wildcard web/translations/*/LC_MESSAGES/*.po))))"
	@touch $@
