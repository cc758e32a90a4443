# The two commands are `make report` and `make test`; both make .venv when it is not there, and do nothing twice.
#
# Versions are those of requirements/ci.txt, so that a report has the same bytes on every machine; what `make test` installs
# are the very files whose hashes stand in requirements/ci.hashes.txt.
# To try the newest ones: make test CONSTRAINTS= VENV=build/newest

PINNED := -c requirements/ci.txt
HASHED := requirements/ci.hashes.txt

PYTHON      ?= python3
VENV        ?= .venv
CONSTRAINTS ?= $(PINNED)

# Everything that a test can use; of its thousands of files Python compiles those that are imported.
EXTRAS := cluster,dev,docs,excel,parquet,pdf,sdmx,serve,sql,storage

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What marks a message in the code and in the templates; see tracker/report/language.py.
LOCALE := tracker/report/locale
MARKS  := --no-default-keywords -k _ -k text -k plural:1,2 -k plural_id:1,2 -k term:1c,2 -k msgid -k term_id:1c,2

# Header lines of a catalogue that would say nothing.
UNSAID := Report-Msgid-Bugs-To|PO-Revision-Date|Last-Translator|Language-Team|Generated-By

.PHONY: help report test slow faults bench docs catalogues lock clean

help:
	@echo "make report      set up and write the progress report of this folder's targets into reports/"
	@echo "make test        set up and run everything that must pass: ruff, mypy, pytest"
	@echo "make slow        simulations and other long tests, and make faults"
	@echo "make faults      commands killed, crowded and refused room, many times, into benchmarks/RESULTS.md"
	@echo "make bench       measure times of starting, of reports and of many targets into benchmarks/RESULTS.md"
	@echo "make docs        write the documentation as a site into build/site/"
	@echo "make catalogues  bring the translations up to date with the code"
	@echo "make lock        write today's newest versions and their hashes into requirements/"
	@echo "make clean       delete what these commands made, except reports/"

report: $(BIN)/.installed
	$(BIN)/tracker report --lang both

test: $(BIN)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile

slow: $(BIN)/.dev
	$(BIN)/pytest -n auto -m slow
	$(MAKE) faults

faults: $(BIN)/.dev
	$(BIN)/python -m benchmarks.faults --write

bench: $(BIN)/.dev
	$(BIN)/python -m benchmarks.latency --write
	$(BIN)/python -m benchmarks.report --write
	$(BIN)/python -m benchmarks.scale --write

docs: $(BIN)/.dev
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

catalogues: $(BIN)/.dev
	@mkdir -p build
	$(BIN)/pybabel -q extract --mapping-file $(LOCALE)/babel.cfg --no-location --sort-output --omit-header $(MARKS) \
	    --output-file build/tracker.pot tracker
	$(BIN)/pybabel -q update --domain tracker --input-file build/tracker.pot --output-dir $(LOCALE) \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100
	sed -i.bak -E '/^"($(UNSAID)): /d; /^#, python-format$$/d' $(LOCALE)/*/LC_MESSAGES/tracker.po
	rm $(LOCALE)/*/LC_MESSAGES/tracker.po.bak
	$(BIN)/pybabel -q compile --domain tracker --directory $(LOCALE) --statistics

lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install '.[$(EXTRAS)]'
	{ echo "# The versions that CI and the committed report use; written by: make lock"; \
	  build/lock/bin/python -m pip --disable-pip-version-check freeze --exclude policy-target-tracker; } > requirements/ci.txt
	build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	{ echo "# The versions of ci.txt with the SHA-256 of their files; written by: make lock"; \
	  build/lock/bin/uv pip compile --quiet --generate-hashes --no-deps --no-header --no-annotate requirements/ci.txt; } \
	  > $(HASHED)
	rm -rf build/lock

clean:
	rm -rf $(VENV) build dist .tracker .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Where Python comes without ensurepip (Debian without python3-venv), pip is installed by the pip outside.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("make: Python 3.11 or newer is needed, not " + sys.version.split()[0] + "; write: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install pip; }

$(BIN)/.installed: pyproject.toml requirements/ci.txt | $(BIN)/python
	$(PIP) install $(CONSTRAINTS) --editable '.[excel]'
	@touch $@

$(BIN)/.dev: pyproject.toml requirements/ci.txt $(HASHED) | $(BIN)/python
ifeq ($(CONSTRAINTS),$(PINNED))
	$(PIP) install --no-compile --require-hashes --no-deps --requirement $(HASHED)
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
else
	$(PIP) install $(CONSTRAINTS) --editable '.[$(EXTRAS)]'
endif
	@touch $(BIN)/.installed $@
