# Everything that is done with this project is a target here; `make help` lists them. All paths are relative, so that the
# clone may lie in a folder with spaces; nothing asks a question; a second run of anything is quick.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1

DEV := build/dev/bin/python
QGIS := build/qgis/bin/python
PIP_FLAGS := --quiet --require-hashes --only-binary=:all: --no-deps --no-input
PACKAGED := __init__.py metadata.txt LICENSE pb_tool.cfg $(shell git ls-files mosaic_qgis resources i18n docs 2>/dev/null | sed 's/ /\\ /g')
CHECKED := mosaic_qgis scripts tests benchmarks __init__.py

.PHONY: help system servers env dev lock i18n check test test-unit test-engine test-qgis test-desktop bench bench-quick package demo clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

# Set-up

system: ## install QGIS and the other Debian packages that are missing
	@scripts/system-packages.sh

servers: | system ## install the servers that the tests talk to (S3, Azure, PostgreSQL …) into build/servers
	@tests/servers/install.sh

env: build/engine-python ## build/engine-python: the engine's interpreter with every package, by the installer that users run

dev: build/dev/.done build/qgis/.done build/pip/.done ## build/dev (tools, test libraries) and build/qgis (test libraries beside PyQGIS)

build/engine-python: build/pip/.done mosaic_qgis/engine/requirements.lock mosaic_qgis/engine/cluster.lock mosaic_qgis/engine/bootstrap.py scripts/make_env.py | system
	@"$$(scripts/qgis-python.sh)" scripts/make_env.py build
	@touch $@

build/pip/.done: mosaic_qgis/engine/pip.lock | build/dev/.done
	@rm -rf build/pip && mkdir -p build/pip
	@$(DEV) -m pip download $(PIP_FLAGS) --dest build/pip --requirement mosaic_qgis/engine/pip.lock >&2
	@touch $@

build/dev/.done: requirements-dev.lock | system
	@echo "Making build/dev"
	@"$$(scripts/qgis-python.sh)" -m venv --clear build/dev
	@$(DEV) -m pip install $(PIP_FLAGS) --requirement requirements-dev.lock
	@touch $@

build/qgis/.done: requirements-qgis.lock | system
	@echo "Making build/qgis"
	@"$$(scripts/qgis-python.sh)" -m venv --clear --system-site-packages build/qgis
	@$(QGIS) -m pip install $(PIP_FLAGS) --ignore-installed --requirement requirements-qgis.lock
	@touch $@

lock: build/dev/.done ## make all lock files anew with the newest versions, prove wheels for every platform, measure sizes
	@$(DEV) scripts/lock.py

i18n: build/dev/.done ## put new texts of the code into i18n/*.ts and list what is to be translated; ARGS=--no-obsolete drops what is gone
	@$(DEV) scripts/i18n.py $(ARGS)

# Checks and tests

check: build/dev/.done build/mosaic_qgis.zip ## ruff, mypy, Qt 6, import contracts, metadata and package validation
	@$(DEV) -m ruff check $(wildcard $(CHECKED))
	@$(DEV) -m ruff format --check $(wildcard $(CHECKED))
	@$(DEV) -m mypy
	@$(DEV) scripts/check_qt6.py
	@$(DEV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-cache
	@$(DEV) scripts/validate_package.py build/mosaic_qgis.zip
	@$(DEV) -c 'from pb_tool.pb_tool import cli; cli()' validate >/dev/null

test: env dev servers build/mosaic_qgis.zip ## set-up, then all four suites; the last line sums them up
	@$(DEV) scripts/run_suites.py unit engine qgis desktop

test-unit: dev ## tests without QGIS and without the engine's packages; ARGS="-k name" goes to pytest, here and below
	@$(DEV) scripts/run_suites.py unit -- $(ARGS)

test-engine: env dev servers ## tests with the engine's packages and real processes
	@$(DEV) scripts/run_suites.py engine -- $(ARGS)

test-qgis: env dev servers ## tests inside PyQGIS, with real engines and servers
	@$(DEV) scripts/run_suites.py qgis -- $(ARGS)

test-desktop: env dev build/mosaic_qgis.zip ## tests that drive the real QGIS desktop on a virtual display
	@$(DEV) scripts/run_suites.py desktop -- $(ARGS)

bench: env dev build/titiler/.done build/mosaic_qgis.zip ## all measures against QGIS's own means, cogeo-mosaic and titiler, local and over HTTP (an hour); build/bench.json
	@build/engine-python scripts/engine_run.py benchmarks

bench-quick: env dev build/mosaic_qgis.zip ## maps of this plugin against a GDAL VRT only, in less than three minutes; build/bench-quick.json
	@build/engine-python scripts/engine_run.py benchmarks --quick

build/titiler/.done: benchmarks/requirements-titiler.txt | system
	@echo "Making build/titiler"
	@"$$(scripts/qgis-python.sh)" -m venv --clear build/titiler
	@build/titiler/bin/python -m pip install $(PIP_FLAGS) --requirement benchmarks/requirements-titiler.txt
	@touch $@

# Results

package: build/mosaic_qgis.zip ## build/mosaic_qgis.zip, which QGIS's Plugin Manager installs

build/mosaic_qgis.zip: $(PACKAGED) scripts/package.py scripts/help.py build/pip/.done
	@$(DEV) scripts/package.py $@

demo: env dev build/mosaic_qgis.zip ## open a sample mosaic in the real QGIS and leave build/demo.png
	@$(QGIS) scripts/demo.py build

clean: ## remove everything that was built
	@rm -rf build .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
