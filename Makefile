# Vivier. `make demo` to try it, `make test` to prove it.
SHELL := /bin/bash
PY := .venv/bin/python
VIVIER := .venv/bin/vivier
PORT ?= 8000
unexport PYTHONDONTWRITEBYTECODE # what is compiled once serves every process
SOURCES := vivier tests benchmarks scripts manage.py

.PHONY: migrated help setup demo test test-postgres lint types contracts messages-check suite journeys bench format lock messages

help:
	@echo "make demo           try Vivier on the real Walloon creative sector (PORT=8000, RESET=1 to start afresh)"
	@echo "make test           lint, types, contracts, translations, the suite on SQLite, browser journeys"
	@echo "make test-postgres  the same suite on a throw-away PostgreSQL"
	@echo "make bench          the benchmarks, one table and one line of JSON each"
	@echo "make format         format the code · make lock  renew the lock files · make messages  renew the catalogues"

setup:
	@scripts/setup

demo: setup
	@PORT=$(PORT) RESET=$(RESET) scripts/demo

test: setup
	@scripts/system-parts gettext libpangoft2-1.0-0 libharfbuzz-subset0
	@scripts/system-parts chromium-headless-shell >/dev/null 2>&1 || scripts/system-parts chromium
	@$(MAKE) --no-print-directory -j2 --output-sync=target types lint contracts messages-check migrated
	@scripts/suite

test-postgres: setup
	@scripts/system-parts postgresql
	@scripts/with-postgres scripts/suite --no-journeys

lint:
	@.venv/bin/ruff check $(SOURCES)
	@.venv/bin/ruff format --check $(SOURCES)
	@.venv/bin/djlint --lint --quiet vivier

types:
	@.venv/bin/mypy vivier tests benchmarks

contracts:
	@.venv/bin/lint-imports --no-cache
	@VIVIER_MODE=test $(VIVIER) makemigrations --check --dry-run

messages-check:
	@$(PY) scripts/messages.py check

migrated:
	@VIVIER_MODE=test $(PY) -m tests.prepared

messages:
	@scripts/system-parts gettext
	@$(PY) scripts/messages.py update

bench: setup
	@scripts/bench-parts
	@for script in benchmarks/*.py; do echo "== $$script"; $(PY) $$script || exit 1; done

format:
	@.venv/bin/ruff check --fix $(SOURCES); .venv/bin/ruff format $(SOURCES)

lock:
	@scripts/lock
