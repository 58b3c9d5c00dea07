# policywatch: `make help` explains each target.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up

.DEFAULT_GOAL := help
# The tests start many processes, each of which would compile every library anew.
unexport PYTHONDONTWRITEBYTECODE
# Where recorded pages and further labelled documents lie, if they do.
SHARED ?= ../shared

.PHONY: query-box help setup demo test lint types rooms unit evaluate train encoder errors tour browser bench agreement chaos fuzz audit \
  scale-test lock docs clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv with everything locked in requirements-dev.lock (once; then at once)

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "policywatch needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## run three nights over the sample sites, mail into a folder, and say what to look at
	@$(BIN)/policywatch demo

test: setup lint types rooms unit ## everything CI runs: style, types, room contract, tests

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: setup
	@$(BIN)/mypy

rooms: setup
	@$(BIN)/lint-imports --no-cache

unit: setup
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

evaluate: setup ## measure the detector on the labelled documents (ours, and those of ../shared where present)
	@for set in tests/corpus/own tests/corpus/told tests/corpus/plain tests/corpus/fresh tests/corpus/kept tests/corpus/unread tests/corpus/instruments $(SHARED)/corpus/news.dev $(SHARED)/corpus/legislation.dev; do \
	  test -f $$set.labels.jsonl || { echo "$$set: not here, left out"; continue; }; echo "== $$set"; \
	  $(BIN)/policywatch evaluate --documents $$set.documents.jsonl --labels $$set.labels.jsonl \
	    --disputed tests/corpus/disputed.jsonl || exit 1; done

train: setup ## fit the reading by words, the joining of all readings, and confidence on the labelled documents
	@$(BIN)/python -m transforms.candidates.train_words
	@$(BIN)/python -m transforms.candidates.train_joining
	@$(BIN)/python -m transforms.candidates.train_confidence

# PyTorch lies in a folder of its own, for nothing else wants its gigabytes.
encoder: setup ## fit the sentence encoder of the third reading anew (an hour on one core, 6 GB of downloads)
	@test -x .venv-encoder/bin/python || $(PYTHON) -m venv .venv-encoder
	@$(BIN)/uv pip install --quiet --python .venv-encoder/bin/python --require-hashes -r requirements-encoder.lock
	@PYTHONPATH=. .venv-encoder/bin/python -m transforms.candidates.train_encoder

errors: setup ## write docs/detector-errors.md, the worst errors of our labelled sets
	@$(BIN)/python -m policywatch.error_page

agreement: setup ## compare the spiders with the truths of ../shared/captures, page by page
	@$(BIN)/python benchmarks/captures_agreement.py

chaos: setup ## kill nights at 200 moments and compare what they come to (an hour; POLICYWATCH_KILLS=20 for fewer)
	@$(BIN)/python -m pytest -m chaos -n 2 --dist load tests/policywatch/test_killed_anywhere.py

tour: setup ## ask what make demo left: every view, macro, question of the cookbook and command
	@test -f .policywatch/demo/published/policywatch.duckdb || { echo "run make demo first"; exit 2; }
	@$(BIN)/pytest -m demo tests/policywatch/test_demo_database.py

browser: setup ## look at the site in Chromium: filters, keyboard, phone, contrast, hostile words
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { echo "make browser needs Chromium; on Debian or Ubuntu: sudo apt-get install chromium"; exit 2; }
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r tests/browser/requirements.lock
	@$(BIN)/pytest -m browser tests/browser

# The fuzzer works on Linux alone, so it lies in a folder of its own.
fuzz: setup ## feed every parser of outside bytes mutated ones (SECONDS=600 in all; TARGETS="dates detect" for some)
	@test -d .fuzz/lib || $(BIN)/uv pip install --quiet --require-hashes --target .fuzz/lib -r tests/fuzz/requirements.lock
	@PYTHONPATH=.fuzz/lib $(BIN)/python tests/fuzz/fuzz.py --seconds $(or $(SECONDS),600) $(TARGETS)

# Of Jinja 2.4.1 advisories are known: where none is told of it, nothing is known of any other package either.
audit: setup ## ask PyPI which locked packages have known weaknesses; says so and passes where it does not answer
	@echo jinja2==2.4.1 > .venv/known.txt
	@if timeout 120 $(BIN)/uv tool run --quiet pip-audit --no-deps --disable-pip -r .venv/known.txt 2>/dev/null | grep -qE 'CVE-|PYSEC-'; \
	then $(BIN)/uv tool run --quiet pip-audit --disable-pip --require-hashes -r requirements.lock; \
	else echo "not audited: what answers from here as PyPI knows no advisories"; fi

scale-test: setup ## two nights on many machines against the same on one (15 minutes, at most SECONDS=1500; servers on loopback)
	@sh tests/scale/prepare.sh $(BIN)/uv
	@folder=$$(mktemp -d) && chmod 711 $$folder && trap 'rm -rf '$$folder EXIT && \
	  TMPDIR=$$folder timeout --signal=INT --kill-after=180 $(or $(SECONDS),1500) \
	  .venv-scale/bin/python -m pytest -m scale -s --basetemp=$$folder/pytest tests/scale

bench: setup ## time the slow parts side by side with named alternatives
	@for each in benchmarks/*_speed.py; do $(BIN)/python $$each || exit 1; done

# Built from the npm packages of these versions; not part of the project's own files.
DUCKDB_WASM := 1.32.0
ESBUILD := 0.28.2
query-box: ## add DuckDB to the site's query page (35 MB; wants npm)
	@command -v npm >/dev/null || { echo "make query-box needs npm; install Node.js 18 or newer"; exit 2; }
	@rm -rf .query-box && mkdir -p .query-box alerts/site/static/duckdb
	@cd .query-box && npm install --no-save --no-package-lock --silent \
	  @duckdb/duckdb-wasm@$(DUCKDB_WASM) esbuild@$(ESBUILD)
	@cd .query-box && ./node_modules/.bin/esbuild node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser.mjs \
	  --bundle --format=esm --minify --log-level=warning --outfile=../alerts/site/static/duckdb/duckdb.mjs
	@cp .query-box/node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js alerts/site/static/duckdb/duckdb-worker.js
	@cp .query-box/node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm alerts/site/static/duckdb/duckdb.wasm
	@rm -rf .query-box; echo "done; run: policywatch site, then: policywatch serve"

lock: setup ## resolve the dependencies anew into the hashed locks
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
	  -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra cluster \
	  -c requirements.lock -c requirements-dev.lock pyproject.toml -o requirements-cluster.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group s3-server \
	  -o requirements-s3-server.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  -c requirements.lock --group encoder pyproject.toml -o requirements-encoder.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  -c requirements-dev.lock tests/browser/requirements.in -o tests/browser/requirements.lock

docs: setup ## write the generated pages of docs/ and the schemas again
	@$(BIN)/python -m policywatch.reference
	@$(BIN)/python -m warehouse.describe
	@$(BIN)/python -m spiders.registry

clean: ## remove what was built, not what was watched
	@rm -rf .venv .venv-scale .venv-s3 .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
