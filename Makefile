# `make` shows what there is. Every target makes what it needs first: a fresh clone can start anywhere.
.DEFAULT_GOAL := help
.SHELLFLAGS := -euo pipefail -c
SHELL := bash
MAKEFLAGS += --no-print-directory

# Compiled code is kept, whatever the shell says, but not among the sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache
unexport PYTHONDONTWRITEBYTECODE

RUN := .venv/bin/python
CHECKS := $(RUN) scripts/checks.py
READY := .venv/installed.txt

# Which deployment option to show, which checks to run, and how many at a time:
# make demo OPTION=lambda_api, make test ONLY=ruff,unit LANES=2
OPTION ?= lambda_api
ONLY ?=
LANES ?=

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(READY) ## Make .venv with every tool, from pinned versions and hashes

$(READY): requirements/dev.txt scripts/setup
	@scripts/setup

.PHONY: demo
demo: $(READY) ## Deploy the example to a local AWS and send it real requests; OPTION=lambda_api
	@$(RUN) -m sandbox.demo --option $(OPTION)

.PHONY: test
test: $(READY) ## Every check; ONLY=ruff,unit for some (`make checks` names them)
	@$(CHECKS) --only "$(ONLY)" $(if $(LANES),--lanes $(LANES))

.PHONY: checks
checks: $(READY) ## Name the checks
	@$(CHECKS) --list

.PHONY: lint
lint: $(READY) ## Form and types: ruff, mypy, yamllint, ansible-lint, our own small checks
	@$(CHECKS) --only ruff,mypy,shellcheck,yamllint,ansible-lint,lock,ranges,roles,action-groups,words

.PHONY: unit
unit: $(READY) ## Tests that need nothing but Python
	@$(CHECKS) --only unit

.PHONY: sanity
sanity: $(READY) ## All of ansible-test sanity, without a container
	@$(CHECKS) --only sanity

.PHONY: molecule
molecule: $(READY) ## Every Molecule scenario against the sandbox
	@$(CHECKS) --only molecule

.PHONY: docs-check
docs-check: $(READY) ## Documentation of plugins and roles, and the changelog
	@$(CHECKS) --only docs,changelog

.PHONY: browser
browser: $(READY) ## The example's page in a headless Chromium, which has to be installed; pictures in build/browser/
	@$(RUN) scripts/page.py tests/browser

.PHONY: build
build: $(READY) ## Build the collection's artifact into build/artifact/
	@$(RUN) scripts/artifact.py build

.PHONY: artifact-check
artifact-check: $(READY) ## Import the artifact as Galaxy does; call its playbooks where nothing else is installed
	@$(CHECKS) --only importer,installed

.PHONY: bench
bench: $(READY) ## Measure runs in which nothing changes, with the command lines; OPTION=lambda_api
	@PYTHONPATH=.venv/collections $(RUN) -m benchmarks --option $(OPTION)

.PHONY: smoke-aws
smoke-aws: $(READY) ## Deploy to a real account, verify, destroy; asks first
	@$(RUN) scripts/smoke_aws.py

.PHONY: lock
lock: $(READY) ## Renew requirements/*.txt after a change of requirements/*.in; UPGRADE=--upgrade for newer versions
	@for name in dev sandbox; do \
	  .venv/bin/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	    --output-file requirements/$$name.txt requirements/$$name.in; \
	done
	@for folder in examples/digits/ui tests/ui; do \
	  .venv/bin/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	    --output-file $$folder/requirements.txt $$folder/requirements.in; \
	done

.PHONY: clean
clean: ## Stop the sandbox and remove everything that was made by these commands; caches outside the checkout stay
	@scripts/clean
