# Two commands on a fresh machine with Python 3.11 or later: `make briefings`, `make test`.
PYTHON ?= python3
BIN := .venv/bin
SITE ?= site
# A file of tests stays in one process, as its tests share a browser, a JupyterLab or a page. The order stays that of the folders: by the
# number of tests, the slow files with few would come last, each alone.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

# Hundreds of kernels and commands load the library: it is compiled once, also where Python is told to leave nothing behind.
unexport PYTHONDONTWRITEBYTECODE

PLACES ?= 6
# Changes of each kind.
CHANGES ?= 6

.PHONY: briefings test long pages unit fuzz damage days bench bench-intake reproduce kill-test measure-batch measure-explore measure-growth measure-scale notebooks lab picture vega lock messages wheel clean

briefings: .venv/installed
	$(BIN)/briefing build --out $(SITE)

# Everything that guards main: style, types, data, unit and property tests, notebooks with compared outputs, all pages and JupyterLab
# in a browser.
test: .venv/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/frictionless validate data/datapackage.json
	$(BIN)/briefing check
	$(BIN)/briefing build --out build/site --language en
	$(BIN)/briefing build --out build/site --language vi,id --province 48 --province 12 --province 20 --province 24
	$(BIN)/briefing build --out build/site --language vi,id national_briefing national_record data_check comparison
	$(BIN)/briefing audit build/site
	$(BIN)/pytest $(SIDE_BY_SIDE) --nbval notebooks/*.ipynb
	BRIEFING_SITE=$(CURDIR)/build/site $(BIN)/pytest $(SIDE_BY_SIDE) --durations=12 -m "not long"

# What takes long besides: all languages built and audited, a cluster, builds that are killed at random.
long: .venv/developed
	$(BIN)/briefing build --out build/site
	$(BIN)/briefing audit build/site
	$(BIN)/pytest -m long

# Every page of every language in a browser, after `make long`.
pages: .venv/developed
	BRIEFING_SITE=$(CURDIR)/build/site BRIEFING_PAGES=. $(BIN)/pytest $(SIDE_BY_SIDE) tests/pages/test_pages_in_browser.py

# The quick ones alone, for while you work: no browser, no notebook, no build with kernels.
unit: .venv/developed
	$(BIN)/pytest $(SIDE_BY_SIDE) -m "not browser and not notebooks and not build"

# Two thousand damaged packages, some minutes: each is refused with a message or taken, never a traceback, never a wait without end; of
# three hundred more, what is taken becomes a page.
fuzz: .venv/developed
	$(BIN)/pytest tests/fuzz/fuzz_packages.py --hypothesis-show-statistics

# Every kind of misleading change on pages of all sorts, some minutes: prints what the audit finds of them, by kind.
damage: .venv/developed
	PYTHONPATH=tests $(BIN)/python -m proof.test_damage $(CHANGES)

# The brief and the record of each place on fifty days, half an hour: each is made, and audited.
days: .venv/developed
	EVERY_DAY=1 $(BIN)/pytest tests/proof/test_briefs.py -k fifty_days

# How fast pages are made, beside Papermill as it comes, ploomber-engine (where it is installed) and the floor: `make bench PLACES=12`.
bench: .venv/developed
	$(BIN)/python -m tests.measure_build $(PLACES)

# How well suggestions for a new report hit, each text held out from what they learn from; each miss is named.
bench-intake: .venv/developed
	$(BIN)/python -m tests.bench_intake -v

# Whether a batch of five hundred briefings grows: megabytes after each hundred.
measure-batch: .venv/developed
	$(BIN)/python -m tests.measure_batch

# Every page in all languages and formats, built twice on as different machines as one can be: not a byte may differ.
# `make reproduce ONLY="48 46"` for a few; with `apt install faketime` the clock is turned for all that is compiled, too.
reproduce: .venv/developed
	$(BIN)/python -m tests.reproduce $(ONLY)

# A hundred builds that are killed at random moments: what they leave is whole, and the build after them comes to what it should.
kill-test: .venv/developed
	$(BIN)/python -m tests.kill_often $(KILLS)

# How fast the explorer is: seconds to the first chart, milliseconds of an interaction, megabytes of the kernel.
measure-explore: .venv/developed
	$(BIN)/python -m tests.measure_explore

# How `briefing check` grows: seconds and megabytes at 600, 6,000 and 60,000 figures, and what one more report costs.
measure-growth: .venv/developed
	$(BIN)/python -m tests.measure_growth

# How pages grow with a Parquet data set of commune-level figures: seconds and megabytes of one at 10^3, 10^5 and 10^7 rows, and briefings
# per second of one and two Dask workers, half an hour for 300 communes: `make measure-scale COMMUNES=60`.
measure-scale: .venv/developed
	$(BIN)/python -m tests.measure_scale $(COMMUNES)

# Store the outputs that nbval compares; after a change of data or of a sentence, look at the diff.
notebooks: .venv/installed
	$(BIN)/python -m tests.store_outputs

lab: .venv/installed
	$(BIN)/briefing lab

# What running needs, the back-end of the build among it: without an isolated build every package that is installed has its hash.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; name one with make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	touch $@

# What tests and tools need besides; packages in both locks have the same version.
.venv/developed: requirements-dev.lock .venv/installed
	$(BIN)/pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	touch $@

# The picture at the top of the README, from a page that the build made.
picture: briefings
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1000 --virtual-time-budget=8000 \
	  --screenshot=docs/da-nang.png file://$(CURDIR)/$(SITE)/en/48-da-nang.html

# Store Vega as vl-convert-python bundles it, under the notice that stands there; after another version of that package.
VEGA := briefing_lib/pages/assets/vega.js
vega: .venv/installed
	$(BIN)/python -c 'from pathlib import Path; import vl_convert; file = Path("$(VEGA)"); notice = file.read_text("utf-8").partition("\n")[0]; \
	  file.write_text(notice + "\n" + vl_convert.javascript_bundle(), "utf-8", newline="")'

# Pin every package with its hashes, for all supported versions of Python and all platforms. A pin stays as long as pyproject.toml
# allows it. The lock of what running needs is a part of the other, which is therefore made first.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
lock: | $(BIN)/uv
	$(LOCK) --extra dev --output-file requirements-dev.lock pyproject.toml
	$(LOCK) --extra build --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml

$(BIN)/uv:
	$(MAKE) .venv/developed

# Collect the sentences of the templates, which catalogues translate.
messages: .venv/installed
	mkdir -p briefing_lib/wording/locales
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-location --sort-output --omit-header \
	  --output-file briefing_lib/wording/locales/briefing.pot .
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100 \
	  --domain briefing --input-file briefing_lib/wording/locales/briefing.pot --output-dir briefing_lib/wording/locales

# One file to install elsewhere, notebooks and data in it.
wheel: .venv/installed
	$(BIN)/python -m hatchling build -t wheel -d build/dist

clean:
	rm -rf build site .venv
