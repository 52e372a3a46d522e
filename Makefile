# `make demo` shows Trimtab on sample data, `make test` runs every test. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: soak help demo test check lint format test-postgres test-sail test-spark requirements shots docs environment environment-dev environment-spark browser

PORT ?= 8000
DATA ?=
PYTHON ?= python3
WORKERS ?= 2
ARGUMENTS ?=
# Relative folders are read from where the user stands, also with `make -C`.
STANDING := $(PWD)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) -q
# How a page looks and reads is the same over each database. Tests that open none leave themselves out on PostgreSQL.
LOOKS := tests/journeys/test_every_page.py tests/test_pseudo_locale.py src/trimtab/web/tests/test_styleguide.py

export PYTHON PORT DATA
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore

help:
	@echo 'make demo [PORT=8000] [DATA=FOLDER] [TRIMTAB_HOME=FOLDER]  the site on sample data, or on the exports in FOLDER'
	@echo 'make test [ARGUMENTS="-k name"]                            every test, on SQLite, with a real browser'
	@echo 'make test-postgres                                         what opens a database, on a PostgreSQL started for it'
	@echo 'make test-sail                                             the metrics on Sail, which runs in one process'
	@echo 'make test-spark                                            the metrics on Sail and on a Spark cluster (needs Java 17)'
	@echo 'make lint                                                  everything that needs no running test'
	@echo 'make format                                                write code and templates in the form that make lint asks for'
	@echo 'make check                                                 make lint, then make test'
	@echo 'make soak [ARGUMENTS="--minutes 5"]                        the long faults, half an hour; writes their table'
	@echo 'make docs                                                  write the generated parts of docs/reference'
	@echo 'make shots                                                 write the pictures that the README shows'
	@echo 'make requirements                                          compile requirements/*.txt from pyproject.toml'

demo: environment
	@cd "$(STANDING)" && TRIMTAB_HOME="$${TRIMTAB_HOME:-$(CURDIR)/.demo}" \
	  "$(CURDIR)/$(BIN)/python" -m trimtab.cli demo --port "$$PORT" $${DATA:+--from "$$DATA"}

test: environment-dev browser
	@$(PYTEST) $${TRIMTAB_NO_BROWSER:+-m "not browser"} $(ARGUMENTS)

test-postgres: environment-dev browser
	@tools/postgres.sh $(PYTEST) $(LOOKS:%=--ignore=%) $${TRIMTAB_NO_BROWSER:+-m "not browser"} $(ARGUMENTS)

test-sail: environment-spark
	@$(BIN)/python -m pytest -q -rs tests/metrics/test_elsewhere.py -k sail $(ARGUMENTS)

test-spark: test-sail
	@tools/spark.sh $(BIN)/python -m pytest -q -rs tests/metrics/test_elsewhere.py -k spark $(ARGUMENTS)

check: lint test

lint: environment-dev
	@tools/lint.sh

format: environment-dev
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format --quiet .
	@find src -path '*/templates/*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true

soak: environment-dev
	@$(BIN)/python bench/soak.py $(ARGUMENTS)

docs: environment-dev
	@$(BIN)/python -m tools.reference

shots: environment-dev browser
	@$(BIN)/python -m pytest -q -m browser tests/journeys
	@mkdir -p docs/images && cp tests/shots/review.png docs/images/review.png

requirements:
	@tools/requirements.sh

environment:
	@tools/environment.sh base

environment-dev:
	@tools/environment.sh dev

environment-spark: environment-dev
	@tools/environment.sh spark

browser:
	@tools/browser.sh
