# Everything a person or a machine does with this project. `make help` lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

V := .venv
# The first Python that is new enough and can make virtual environments.
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	if "$$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo "$$name"; break; fi; done)
UV ?= $(V)/bin/uv
PIP := $(V)/bin/python -m pip --disable-pip-version-check --quiet
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml
# The slow tests of pages come first in their order, so that no process waits for them at the end.
# Tests mostly wait for servers and workers, so that there may be more of them than cores.
WORKERS ?= 4

# Without compiled files every start of a program takes seconds longer.
export PYTHONDONTWRITEBYTECODE :=
# The one without a window of its own does the same with two thirds of the work.
export CHROMIUM ?= $(shell command -v chromium-headless-shell || command -v chromium || \
	command -v chromium-browser)

.PHONY: help install run demo test lint format migrations requirements bench bench-exchange chromium

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | \
		awk -F ':.*## ' '{ printf "make %-14s %s\n", $$1, $$2 }'

run: $(V)/.run-installed ## Install, prepare and start everything; Ctrl-C stops it
	@exec $(V)/bin/python -m portal.embedded

demo: $(V)/.run-installed ## As run, with two sites that exchange records, in a folder of its own
	@exec $(V)/bin/python -m portal.embedded.demo

install: $(V)/.test-installed ## Install what running and testing need into .venv

test: $(V)/.test-installed chromium lint ## Lint, types, conventions; tests on SQLite and PostgreSQL
	@echo "== Tests on SQLite"
	$(V)/bin/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder
	@echo "== Tests on PostgreSQL"
	$(V)/bin/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --postgres

lint: $(V)/.test-installed ## Check style, types and that no migration is missing
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy .
	$(V)/bin/python manage.py makemigrations --check --dry-run

format: $(V)/.test-installed ## Put the code into the project's format
	$(V)/bin/ruff check --fix .
	$(V)/bin/ruff format .

migrations: $(V)/.test-installed ## Write the migrations that changed models need
	$(V)/bin/python manage.py makemigrations

bench: $(V)/.test-installed ## Measure the discovery call; prints a table
	$(V)/bin/python -m benchmarks.discovery

bench-exchange: $(V)/.test-installed ## Measure the exchange of records; prints tables
	$(V)/bin/python -m benchmarks.exchange

requirements: $(V)/.dev-installed ## Resolve pyproject.toml into requirements/*.txt with hashes
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group test -o requirements/test.txt -c requirements/run.txt
	$(COMPILE) --group test --group dev -o requirements/dev.txt -c requirements/test.txt
	@! grep -n '://' requirements/*.txt

chromium:
	@test -x "$(CHROMIUM)" || sh .ci/chromium

$(V)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is missing." \
		"Install it (on Debian: python3 and python3-venv), or name it with PYTHON=."; exit 1; }
	@$(PYTHON) -m venv --clear $(V)

# An interrupted installation leaves no stamp, so the next command does it again.
$(V)/.run-installed: requirements/run.txt | $(V)/bin/python
	@echo "Installing the portal's packages into $(V) ..."
	@$(PIP) --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(V)
	@$(PIP) install --require-hashes -r requirements/run.txt
	@touch $@

$(V)/.test-installed: requirements/test.txt | $(V)/.run-installed
	@echo "Installing the packages of the tests into $(V) ..."
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(V)/.dev-installed: requirements/dev.txt | $(V)/.test-installed
	@echo "Installing the packages of development into $(V) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
