# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := demo-run

.DEFAULT_GOAL := help
.PHONY: help demo test test-deep browser sheets lint sieve bench bench-full fuzz mutate clean lock

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run ## audit fixtures/sf-demo and say where the report is
	$(BIN)/auditor audit fixtures/sf-demo --jurisdiction US-CA-SF --complete evidence --complete referrals --out $(DEMO) --no-exit-codes

browser: ## the browser that tests open the report in, by apt where that is allowed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
	  || echo "No chromium, and none can be installed here: the tests that need one are skipped."

sheets: $(VENV)/.dev ## hostile records as spreadsheets, opened in LibreOffice: nothing computes (by apt, where allowed)
	@command -v soffice >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc; } \
	  || echo "No LibreOffice, and none can be installed here: the tests that need one are skipped."
	$(BIN)/python -m pytest -rs tests/reports/test_opened.py

test: lint browser ## lint, types, imports, and all tests
	$(BIN)/python -m pytest -n 2

test-deep: $(VENV)/.dev ## the product beside the slow reading on many more random exports
	AUDITOR_EXAMPLES=$${AUDITOR_EXAMPLES:-2000} $(BIN)/python -m pytest -n 2 tests/test_agreement.py

lint: $(VENV)/.dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

sieve: $(VENV)/.dev ## the sieve on and off on 200,000 synthetic incidents: the same findings
	AUDITOR_SIEVED=200000 $(BIN)/python -m pytest tests/synthetic -k sieve

bench: $(VENV)/.dev ## half a million incidents beside scripts written by hand, in a few minutes
	$(BIN)/python benchmarks/run.py --sizes 0.1 0.5 --csv 0.1

bench-full: $(VENV)/.dev ## 1, 10 and 50 million incidents, into docs/performance.md (two hours; 15 GB of disk)
	$(BIN)/python benchmarks/run.py --sizes 1 10 50 --csv 1 10 --brief-from 50 --pandas-up-to 10 --write docs/performance.md

fuzz: $(VENV)/.dev ## citations, CSV intake, mappings and packs on odd inputs, FUZZ_SECONDS (600) each
	$(BIN)/python -m tests.fuzz

mutate: $(VENV)/.dev ## break verdicts, facts, identity and look-up in small ways; every survivor is listed
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

lock: $(VENV)/.dev ## renew the pinned, hashed dependencies
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml requirements/build.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml --extra report --group dev -c requirements/run.txt -o requirements/dev.txt

clean: ## remove the environment and what the targets made
	rm -rf $(VENV) $(DEMO) mutants build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
