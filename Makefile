# khabar: `make run` does the main job, `make test` proves it. Both set up .venv by themselves from the locked,
# hashed requirement files; only Python 3.11 or newer and make are needed.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
FROM_TESTS := PYTHONPATH=tests $(BIN)/python -m
GOLD ?=
PAGES ?=
DATA ?=
N ?=
# One more than there are processors: two tests in five wait for a server.
TEST_PROCESSES ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
ARGS ?=
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: run
run: $(VENV)/.run ## Everything on this machine: servers, sample newsroom, catalogue, API on port 8000
	$(BIN)/khabar up --sample

.PHONY: install
install: $(VENV)/.run ## The khabar command in .venv/bin, and nothing more
	@echo "Installed. Try: $(BIN)/khabar --help"

.PHONY: parquet
parquet: $(VENV)/.run ## What exports as Parquet need (pyarrow, 45 MB to fetch), beside the rest
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/parquet.txt

# Where bytecode may not be kept, each of the hundred Python processes of the tests would compile everything anew.
.PHONY: test
test: $(VENV)/.dev ## Style, types, borders and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(TEST_PROCESSES) --dist worksteal

.PHONY: format
format: $(VENV)/.dev ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: eval
eval: $(VENV)/.dev ## Score extraction: make eval GOLD=folder PAGES=folder
	@test -n "$(GOLD)" -a -n "$(PAGES)" || { echo "usage: make eval GOLD=folder-of-truth PAGES=folder-of-pages" >&2; exit 2; }
	$(FROM_TESTS) evaluation --gold "$(GOLD)" --pages "$(PAGES)" $(ARGS)

.PHONY: robustness
robustness: $(VENV)/.dev $(VENV)-bench/.made ## How reading falls as pages change, beside other extractors; also with GOLD and PAGES
	$(FROM_TESTS) evaluation.robustness --peers-python $(VENV)-bench/bin/python \
		$(if $(GOLD),--gold "$(GOLD)") $(if $(PAGES),--pages "$(PAGES)") $(ARGS)

.PHONY: eval-arabic
eval-arabic: $(VENV)/.dev ## Score dates, names, quotes, search on labelled data: make eval-arabic DATA="folder folder"
	@test -n "$(DATA)" || { echo 'usage: make eval-arabic DATA="folder …"' >&2; exit 2; }
	$(FROM_TESTS) evaluation.arabic $(DATA) $(ARGS)

.PHONY: eval-copies
eval-copies: $(VENV)/.dev ## Score how copies are told: make eval-copies DATA=folder of zipped texts; ARGS=20 shows pairs to read
	@test -n "$(DATA)" || { echo "usage: make eval-copies DATA=folder" >&2; exit 2; }
	$(FROM_TESTS) evaluation.copies "$(DATA)" $(ARGS)

.PHONY: bench-search
bench-search: $(VENV)/.dev ## Time search over N invented articles: make bench-search N=1000000
	$(FROM_TESTS) benchmark.search $(or $(N),100000) $(ARGS)

.PHONY: browser
browser: $(VENV)/.run $(VENV)-browser/.made ## Every page in a real browser (Chromium of the system); ARGS="--pictures FOLDER" keeps pictures
	PYTHONPATH=tests $(VENV)-browser/bin/python tests/browser/__main__.py --khabar $(BIN)/khabar $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/.dev ## Hostile bytes for all that reads strangers' text: ARGS="--seconds 300 --seed 1"
	$(FROM_TESTS) fuzz $(ARGS)

.PHONY: fuzz-api
fuzz-api: $(VENV)/.dev $(VENV)-fuzz/.made ## Ask a running API all it documents, and more: ARGS="--seconds 600 --seed 1"
	$(FROM_TESTS) fuzz.api --schemathesis $(VENV)-fuzz/bin/schemathesis $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev $(if $(findstring --short,$(ARGS)),,$(VENV)-bench/.made) ## Costs as ratios of one run; ARGS=--short is quick
	$(FROM_TESTS) benchmark --peers-python $(VENV)-bench/bin/python $(ARGS)

.PHONY: bounds
bounds: $(VENV)/.dev ## What the worst answers, pages and feeds cost before they are refused or read
	$(FROM_TESTS) benchmark.bounds

.PHONY: chaos
chaos: $(VENV)/.dev ## Kill everything at random and count what is lost; ARGS=--short is quick
	$(FROM_TESTS) chaos $(ARGS)

.PHONY: poison
poison: $(VENV)/.dev ## By how much other work slows beside items that kill or fail their worker; ten minutes
	$(FROM_TESTS) chaos.poison $(ARGS)

.PHONY: soak
soak: $(VENV)/.dev ## A day's work in a row: do memory, files and keys stay flat? ARGS="--items 2000" is short
	$(FROM_TESTS) chaos.soak $(ARGS)

.PHONY: clients
clients: $(VENV)/.dev $(VENV)-clients/.made ## Programs that people use already, against a real API; needs node, npm, newsboat
	$(FROM_TESTS) clients --clients-python $(VENV)-clients/bin/python \
		--clients-npm $(VENV)-clients/npm $(ARGS)

# As below, and Node packages besides.
$(VENV)-clients/.made: requirements/clients.txt requirements/clients-npm/package-lock.json | $(BIN)/uv
	$(BIN)/uv venv -q --python $(BIN)/python --allow-existing $(VENV)-clients
	$(BIN)/uv pip install -q --python $(VENV)-clients/bin/python --require-hashes -r requirements/clients.txt
	mkdir -p $(VENV)-clients/npm && cp requirements/clients-npm/*.json $(VENV)-clients/npm/
	cd $(VENV)-clients/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	touch $@

.PHONY: lint-compose
lint-compose: $(VENV)-compose/.made ## Check docker-compose.yml and Dockerfile, without a Docker engine
	POSTGRES_PASSWORD=x VALKEY_PASSWORD=x $(VENV)-compose/bin/docker-compose config --quiet
	$(VENV)-compose/bin/hadolint Dockerfile

MANIFESTS = $(filter-out deploy/kubernetes/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))

.PHONY: lint-deploy
lint-deploy: $(VENV)-compose/.made ## Check Kubernetes manifests against their schemas, systemd units, and that each alarm fires
	$(VENV)-compose/bin/kubernetes-validate --quiet --strict -k 1.33 $(MANIFESTS)
	command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing: apt-get install systemd" >&2; exit 1; }
	units=$$(mktemp -d); trap 'rm -rf "$$units"' EXIT; cp -r deploy/systemd/. "$$units"; \
		sed -i 's|/opt/khabar/.venv/bin/khabar|/bin/true|' "$$units"/*.service; \
		said=$$(SYSTEMD_UNIT_PATH="$$units:" systemd-analyze verify "$$units"/khabar.target "$$units"/*.service 2>&1 | \
			grep -F "$$units" || true); \
		test -z "$$said" || { echo "$$said" >&2; exit 1; }
	command -v promtool >/dev/null || { echo "promtool is missing: apt-get install prometheus" >&2; exit 1; }
	promtool test rules tests/alarms.yml

.PHONY: openapi
openapi: $(VENV)/.dev ## Write docs/openapi.json anew, and what clients may now rely on into docs/openapi-promises.txt
	$(BIN)/python -m khabar_api --openapi > docs/openapi.json
	$(BIN)/python tests/support/openapi_promises.py

.PHONY: lock
lock: $(VENV)/.dev ## Resolve the locked requirement files anew
	$(call compile,all,--extra all --extra train --extra tracing --group build)
	$(call compile,dev,--all-extras --group dev -c requirements/all.txt)
	$(call compile,parquet,--extra parquet -c requirements/all.txt)
	for tool in compose bench clients browser fuzz docs; do \
		$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal \
			--python-version 3.11 requirements/$$tool.in -o requirements/$$tool.txt >/dev/null; done
	for service in ingest worker api; do $(call compile,$$service,--extra $$service --extra tracing --group build -c requirements/all.txt); done

# Universal, hashed, and without index lines: they install from whatever index the machine is set up for.
compile = $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal \
	--python-version 3.11 $(2) pyproject.toml -o requirements/$(1).txt >/dev/null

.PHONY: docs
docs: $(VENV)-docs/.made ## The documents as a site in site/, strictly: a broken link fails
	NO_MKDOCS_2_WARNING=1 $(VENV)-docs/bin/mkdocs build --strict --quiet
	@echo "The site is in site/. To look at it while you write: $(VENV)-docs/bin/mkdocs serve"

.PHONY: clean
clean: ## Remove the virtual environment and caches; data stays
	rm -rf $(VENV) $(VENV)-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# Tools in environments of their own; nothing of them is part of khabar.
$(VENV)-%/.made: requirements/%.txt | $(BIN)/uv
	$(BIN)/uv venv -q --python $(BIN)/python --allow-existing $(@D)
	$(BIN)/uv pip install -q --python $(@D)/bin/python --require-hashes -r $<
	touch $@

$(BIN)/uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "khabar needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $@

# uv installs about three times as fast; pip reads index settings that uv does not know, and takes over if it fails.
install_locked = $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/$(1).txt || \
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/$(1).txt; \
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --offline -e .

$(VENV)/.run: requirements/all.txt pyproject.toml | $(BIN)/uv
	$(call install_locked,all)
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/uv
	$(call install_locked,dev)
	touch $@ $(VENV)/.run
