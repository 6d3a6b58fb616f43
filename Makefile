# Two commands on a fresh machine with Python 3.11 or later: `make briefings`, `make test`.
PYTHON ?= python3
BIN := .venv/bin
SITE ?= site

.PHONY: briefings test measure-explore notebooks lab picture lock messages clean

briefings: .venv/installed
	$(BIN)/briefing build --out $(SITE)

# Everything that guards main: style, types, data, unit and property tests, notebooks with compared outputs, all pages and JupyterLab
# in a browser.
test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/frictionless validate data/datapackage.json
	$(BIN)/briefing check
	$(BIN)/briefing build --out build/site
	$(BIN)/briefing audit build/site
	$(BIN)/pytest --nbval notebooks/*.ipynb
	BRIEFING_SITE=$(CURDIR)/build/site $(BIN)/pytest

# How fast the explorer is: seconds to the first chart, milliseconds of an interaction, megabytes of the kernel.
measure-explore: .venv/installed
	$(BIN)/python -m tests.measure_explore

# Store the outputs that nbval compares; after a change of data or of a sentence, look at the diff.
notebooks: .venv/installed
	$(BIN)/python -m tests.store_outputs

lab: .venv/installed
	$(BIN)/briefing lab

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; name one with make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The picture at the top of the README, from a page that the build made.
picture: briefings
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1000 --virtual-time-budget=8000 \
	  --screenshot=docs/da-nang.png file://$(CURDIR)/$(SITE)/en/48-da-nang.html

# Pin every package with its hashes, for all supported versions of Python and all platforms.
lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra dev --output-file requirements.lock pyproject.toml

# Collect the sentences that catalogues translate.
messages: .venv/installed
	mkdir -p briefing_lib/locales
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --keyword say --keyword say_many:1,2 --no-location --sort-output \
	  --omit-header --output-file briefing_lib/locales/briefing.pot briefing_lib

clean:
	rm -rf build site .venv
