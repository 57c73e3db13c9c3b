# Two commands do everything: `make run` and `make test`. Both install what they need.
PORT ?= 8501
# below which path of the host the pages lie, as behind a proxy; empty: at its root
BASE_PATH ?=
# who may open the lab: localhost is this machine alone, 0.0.0.0 everybody who reaches it; empty:
# this machine alone, or everybody where it is a class that is to join
HOST ?=
PYTHON ?= python3
BIN := .venv/bin
# what runs side by side says what it has to say in one piece, where make can do that
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPONENTS := dashboard/components
# only what looks after the scripts of the pages needs Node (20 or newer); the lab itself does not
NODE := $(and $(shell command -v node),$(shell command -v npm))

.PHONY: run cluster test test-fast test-slow unit integration integration-runs integration-others \
	browser browser-beside browser-again lint types scripts bench screenshots clean

# what only a class needs; the mode is a variable, or stands in .env
MODE := $(or $(MNIST_MODE),$(shell sed -n 's/^ *MNIST_MODE *= *["'\'']*\([A-Za-z]*\).*/\1/p' .env 2>/dev/null))
CLASS := $(if $(filter-out alone,$(shell echo '$(MODE)' | tr A-Z a-z)),.venv/installed-class)

run: .venv/installed $(CLASS)
	@exec $(BIN)/python -m mnist_core serve --host '$(HOST)' --port '$(PORT)' \
		--base-path '$(BASE_PATH)'

# PostgreSQL, an S3 server, Ray's head and two nodes on this machine, and a dashboard of them all
cluster: .venv/installed-cluster $(CLASS)
	@exec $(BIN)/python -m mnist_core cluster --port '$(PORT)'

# two at a time, the longest first: tests of real runs and of pages wait half of their time. Beside
# others a page may be slower than a test waits, so what fails there is tried again alone
test: .venv/installed-dev
	@$(MAKE) --keep-going --jobs 2 $(SYNC) \
		browser-beside integration-others integration-runs unit lint types; others=$$?; \
		$(MAKE) browser-again && exit $$others

# for the loop of a developer: what computes for long, or starts other processes, is left out
test-fast: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/unit -m 'not slow and not long' -q

unit browser: .venv/installed-dev
	$(BIN)/python -m pytest tests/$@

BROWSER := $(BIN)/python -m pytest tests/browser -o cache_dir=.pytest_cache/browser
FAILED := .pytest_cache/browser/v/cache/lastfailed

browser-beside: .venv/installed-dev
	@rm -rf .pytest_cache/browser
	$(BROWSER) || [ $$? -eq 1 ]

browser-again:
	@if [ -s $(FAILED) ] && [ "$$(tr -d '[:space:]' < $(FAILED))" != '{}' ]; then \
		$(BROWSER) --last-failed; fi

integration: integration-runs integration-others

integration-runs: .venv/installed-dev
	$(BIN)/python -m pytest tests/integration/runs

integration-others: .venv/installed-dev
	$(BIN)/python -m pytest tests/integration/cli tests/integration/http tests/integration/pages \
		tests/integration/people tests/integration/challenges tests/integration/lessons \
		tests/integration/cluster \
		tests/integration/experiments

# what takes minutes: twenty kills of one run, every page in every theme and width, and in Firefox and
# WebKit
test-slow: .venv/installed-dev
	$(BIN)/python -m pytest -m slow

lint: .venv/installed-dev scripts
	$(BIN)/ruff check .
	$(BIN)/lint-imports

# the types of the scripts, and their pure functions and client under Node's own test runner
ifneq ($(NODE),)
scripts: $(COMPONENTS)/node_modules/.package-lock.json
	$(COMPONENTS)/node_modules/.bin/tsc --project $(COMPONENTS)
	node --test --test-reporter=dot tests/unit/scripts/*.test.mjs
else ifdef REQUIRE_NODE
scripts:
	@echo "The scripts cannot be checked: Node (20 or newer) and npm are not installed." >&2; exit 1
else
scripts:
	@echo "The scripts are not checked: Node (20 or newer) and npm are not installed."
endif

$(COMPONENTS)/node_modules/.package-lock.json: $(COMPONENTS)/package.json $(COMPONENTS)/package-lock.json
	cd $(COMPONENTS) && npm ci --silent --no-audit --no-fund
	@touch $@

types: .venv/installed-dev
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python -m bench

screenshots: .venv/installed-dev
	$(BIN)/python -m docs.take_screenshots

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt
	@echo "Installing (PyTorch is large: a few minutes the first time)"
	$(PIP) -r requirements.txt
	$(BIN)/python -m mnist_core.training.compile_loops
	@touch $@

.venv/installed-class: .venv/installed requirements-class.txt
	$(PIP) -r requirements-class.txt
	@touch $@

.venv/installed-cluster: .venv/installed requirements-cluster.txt
	$(PIP) -r requirements-cluster.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-class.txt requirements-cluster.txt \
		requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis $(COMPONENTS)/node_modules
