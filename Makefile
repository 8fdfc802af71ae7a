# Every target sets up what it needs: on a fresh machine git, make and Python 3.11 or newer are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := build/web/bundled
MODULES := scripts/web/node_modules/.package-lock.json
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix scripts/web
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: site serve test test-all tests check bench wheel pictures lint lock clean

site: $(VENV)/installed $(WEB)     ## check the sample campaign and build site/
	$(BIN)/pingyi build $(if $(PENDING),--pending $(PENDING))

serve: $(VENV)/installed $(WEB)    ## the site at localhost, rebuilt when data or docs change
	$(BIN)/pingyi serve

check: $(VENV)/installed           ## check every report
	$(BIN)/pingyi check

test: $(VENV)/installed-dev $(WEB)  ## linters and all tests beside each other, in minutes
	$(MAKE) --jobs=2 lint tests

tests: $(VENV)/installed-dev $(WEB)
	$(BIN)/pytest

test-all: $(VENV)/installed-dev lint  ## the property and fuzz tests at full counts too, and more browsers
	$(BIN)/python tests/support/firefox.py --install
	PINGYI_FULL=1 $(BIN)/pytest

bench: $(VENV)/installed $(WEB)       ## how long checking and building take, beside peers, and a release
	$(PIP) install --require-hashes --requirement requirements-bench.txt
	$(BIN)/python tests/bench/check.py
	$(BIN)/python tests/bench/site.py
	$(BIN)/python tests/bench/release.py
	$(BIN)/python tests/bench/ballots.py

wheel: $(VENV)/installed $(WEB)       ## dist/pingyi-….whl: the whole tool, to be installed anywhere
	rm -rf build/lib build/bdist.*
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

pictures: $(VENV)/installed-dev site  ## the screenshots of the guide for clerks, to be committed
	PYTHONPATH=tests $(BIN)/python tests/browser/pictures.py

lint: $(VENV)/installed-dev $(WEB)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(NPM) run --silent check
	$(NPM) run --silent floor
	$(NPM) run --silent workflows
	$(BIN)/zizmor --offline --quiet .github/workflows

lock: $(VENV)/installed            ## renew the locked requirements
	$(PIP) install uv
	$(COMPILE) --group build -o requirements-build.txt
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra cluster -c requirements.txt -o requirements-cluster.txt
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) --group web -o requirements-web.txt
	$(COMPILE) --group bench -c requirements.txt -o requirements-bench.txt

clean:
	rm -rf build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/installed: requirements-build.txt requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pingyi needs Python 3.11 or newer; say which one with: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements-build.txt
	$(PIP) install --require-hashes --no-build-isolation --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt requirements-web.txt scripts/web/package-lock.json
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	$(PIP) install --require-hashes --requirement requirements-web.txt
	$(NPM) ci --silent
	$(BIN)/python tests/support/chromium.py --install
	touch $@

# The browser code and its words: npm packages, locked with hashes, bundled by a Node that comes as a Python wheel. What
# only tests and linters want, an old Chromium among it, comes with installed-dev.
$(MODULES): $(VENV)/installed requirements-web.txt scripts/web/package-lock.json
	$(PIP) install --require-hashes --requirement requirements-web.txt
	$(NPM) ci --silent --omit=dev
	touch $@

$(WEB): $(MODULES) scripts/web/build.mjs $(shell find scripts/web/src -type f) $(wildcard docs/assets/*.css) schemas/browser.json
	$(NPM) run --silent build
	touch $@
