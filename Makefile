PYTHON ?= python3
VENV ?= .venv
UV ?= uv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTEST := $(BIN)/python -m pytest --no-loadscope-reorder
# The stories play whole years; what they reach, the tests of each room reach too. Those of the browser all need it.
UNSERVED := --ignore=tests/story --ignore=tests/browser
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# Modules are compiled once, and not by each of the processes that a run of the tests starts.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help rehearse up preview test quick unserved cover pythons wheel check format bench migration sbom lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo '  ARGS="..." is handed to rehearse, up, test, bench and lock; PYTHON=... chooses the interpreter.'

rehearse: $(INSTALLED) ## Play a whole year in seconds, on a simulated clock and a sealed-off installation
	$(BIN)/spro rehearse $(ARGS)

up: $(INSTALLED) ## Run the installation: database, mail, Prefect's server and console, worker, watcher
	$(BIN)/spro up $(ARGS)

preview: $(INSTALLED) ## Write every notice, as its reader sees it, under build/preview
	$(BIN)/spro preview build/preview

# Of three processes on two cores, one or two wait at each moment for a living system or a browser.
test: $(INSTALLED) ## Run the tests
	$(PYTEST) -n 3 $(ARGS)

# The tests of the flows need Prefect to be read, if not to run: the quick ones are of the three floors below.
quick: $(INSTALLED) ## Run the quick tests of models, notifications and tasks: a minute and a half on two idle cores
	$(PYTEST) -n 2 $(UNSERVED) --ignore=tests/flows -m "not server and not long" $(ARGS)

unserved: $(INSTALLED) ## Run the tests that need no server and no browser, the long ones too
	$(PYTEST) -n 2 $(UNSERVED) -m "not server" $(ARGS)

cover: $(INSTALLED) ## Run those, and fail where they reach less of the code than they used to
	$(PYTEST) -n 2 $(UNSERVED) -m "not server" --cov --cov-report=term:skip-covered $(ARGS)

# Each has an environment of its own beside that of the other commands.
pythons: $(INSTALLED) ## Check, and test what needs no server, under each other Python that is promised and there
	@for python in $$(.ci/pythons); do \
		version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])') && \
		if [ "$$($(BIN)/python -V | cut -d. -f1,2)" = "Python $$version" ]; then continue; fi && \
		echo "Python $$version: $$python" && \
		$(MAKE) --no-print-directory PYTHON=$$python VENV=.venv-$$version check unserved \
			ARGS="tests/models tests/notifications tests/tasks" || exit 1; \
	done

# --no-index: beside what is built, an environment has what is locked, and nothing else.
wheel: $(INSTALLED) ## Build the package, install it in an empty environment, and rehearse a year with it
	rm -rf build/wheel
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps --require-hashes -r requirements.lock
	build/wheel/venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps --no-index build/wheel/*.whl
	cd build/wheel && venv/bin/spro rehearse --check

check: $(INSTALLED) ## Check format, lint, types, direction of imports, the diagram of a dossier's life, and the spelling
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/spro workflow --check docs/life-of-a-dossier.md
	$(BIN)/python .ci/spelling.py

format: $(INSTALLED) ## Format the code, and mend what the linter can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(INSTALLED) ## Measure what grows with the number of dossiers
	$(BIN)/python -m tests.bench $(ARGS)

migration: $(INSTALLED) ## Write the migration that changed tables need, to be read over: make migration NAME="..."
	$(BIN)/python -m models.storage.migrations "$(NAME)"

sbom: $(INSTALLED) ## Write the bill of materials: the locked packages with their licences and digests, as CycloneDX
	$(BIN)/python .ci/materials.py build/sbom.cdx.json

# The lock serves every system and every Python that pyproject.toml admits (--universal), and names no host: an
# installation takes the packages where its own pip looks for them, and the hashes say that they are the same.
# Versions already locked stay unless asked otherwise: make lock ARGS=--upgrade
lock: ## Write requirements.lock anew from pyproject.toml (needs uv)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --no-annotate --extra dev $(ARGS) pyproject.toml -o requirements.lock

clean: ## Remove what these commands wrote; the environment and the data of an installation stay
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find flows tasks notifications models tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --no-deps, because the lock is complete: without it, old pips ask hashes of the ranges that packages declare
# for each other and refuse. --no-build-isolation builds this project with the locked hatchling.
$(INSTALLED): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo 'No "$(PYTHON)" here: install Python 3.11 or later, or say where it is: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || { echo 'Python 3.11 to 3.14 is needed, and "$(PYTHON)" is '"$$($(PYTHON) -V 2>&1)"'. Say where one is: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo '"$(PYTHON)" cannot make a virtual environment: its venv module is missing (Debian: apt install python3-venv)' >&2; exit 1; }
	@echo 'Installing the locked packages into $(VENV): once, about a minute.'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@
