# One command each for users, developers and CI; `make help` lists them.
# Everything made here lies in .venv/ and data/.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install run index serve test slow browser shots check bench eval clean

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860
# The folder to index; empty means made-up sample reports.
REPORTS ?=
GKBOT_HOME ?= $(CURDIR)/data/home
# Exported so that recipes can use them in quotes: a folder's name may hold blanks.
export REPORTS HOST PORT

BIN := .venv/bin
# A file of tests stays with one worker: what its tests share is made once.
PYTEST := $(BIN)/python -m pytest -q -rs -n auto --maxprocesses 8 --dist loadfile
INSTALLED := .venv/.installed

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18
	@echo "variables: REPORTS=DIR  HOST=$(HOST)  PORT=$(PORT)  GKBOT_HOME=DIR  PYTHON=$(PYTHON)"

install: $(INSTALLED) ## create .venv with the gkbot command in it

# The stamp is older than what it was made from exactly when something must be installed anew.
$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "[install] $(PYTHON) is not Python 3.11 or newer; name another one: make install PYTHON=python3.12"; exit 1; }
	@start=$$(date +%s); \
	printf '[install] .venv, a few minutes the first time ... '; \
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv || exit 1; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]' > .venv/install.log 2>&1 \
	  || { echo "failed:"; cat .venv/install.log; exit 1; }; \
	touch $@; \
	echo "ready ($$(( $$(date +%s) - start )) s)"

run: install index serve ## install, index REPORTS if they changed, serve the chat on http://HOST:PORT

# The stamp names the folder that was indexed; anything in the folder newer than the stamp means indexing again.
# It is written before indexing starts, so that a report changed meanwhile counts as new the next time.
index: export GKBOT_HOME := $(GKBOT_HOME)
index: install
	@set -e; folder=$$REPORTS; \
	if [ -z "$$folder" ]; then \
	  folder=data/samples; \
	  if [ ! -d "$$folder" ]; then \
	    start=$$(date +%s); $(BIN)/gkbot sample "$$folder" > /dev/null; \
	    echo "[sample] made-up reports written to $$folder ($$(( $$(date +%s) - start )) s)"; \
	  fi; \
	fi; \
	[ -e "$$folder" ] || { echo "[index] no such file or folder: $$folder"; exit 1; }; \
	stamp=$$GKBOT_HOME/indexed-by-make; place=$$(cd "$$(dirname "$$folder")" && pwd)/$$(basename "$$folder"); \
	if [ -e "$$GKBOT_HOME/CURRENT" ] && [ "$$(cat "$$stamp" 2> /dev/null)" = "$$place" ] \
	   && [ -z "$$(find -L "$$folder" -newer "$$stamp" | head -n 1)" ]; then \
	  echo "[index] $$folder is unchanged since it was indexed"; exit 0; \
	fi; \
	start=$$(date +%s); mkdir -p "$$GKBOT_HOME"; printf '%s\n' "$$place" > "$$stamp.new"; \
	code=0; $(BIN)/gkbot index "$$folder" || code=$$?; \
	[ $$code -eq 0 ] || [ $$code -eq 2 ] || { rm -f "$$stamp.new"; exit $$code; }; \
	mv "$$stamp.new" "$$stamp"; \
	echo "[index] $$folder indexed ($$(( $$(date +%s) - start )) s)"

serve: export GKBOT_HOME := $(GKBOT_HOME)
serve: install
	@exec $(BIN)/gkbot serve --host "$$HOST" --port "$$PORT"

test: install browser ## set up what is missing and run the tests but for the slow ones
	@$(PYTEST) -m 'not slow'

slow: install browser ## run the slow tests: journeys in a browser, killed builds, many readers
	@$(PYTEST) -m slow

# Only the browser tests need Chromium, and some of them nginx; without they are skipped and say so.
browser:
	@wanted=; \
	{ command -v chromium || command -v chromium-browser || command -v google-chrome; } > /dev/null \
	  || wanted="chromium fonts-noto-cjk"; \
	PATH=$$PATH:/usr/sbin command -v nginx > /dev/null || wanted="$$wanted nginx-light"; \
	[ -n "$$wanted" ] || exit 0; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then \
	  echo "[browser] not here, so that tests will be skipped: $$wanted"; exit 0; \
	fi; \
	start=$$(date +%s); export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1; \
	printf '[browser] for the browser tests: %s ... ' "$$wanted"; \
	if { apt-get -qq update && apt-get -qq install -y --no-install-recommends $$wanted; } > /dev/null 2>&1; then \
	  echo "installed ($$(( $$(date +%s) - start )) s)"; \
	else \
	  echo "could not be installed: tests will be skipped"; \
	fi

shots: install browser ## take the pictures of the READMEs anew
	@cd tests && PYTHONPATH=.. ../$(BIN)/python take_shots.py

check: install browser ## ruff, mypy and the tests
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && echo "[check] ruff: clean"
	@$(BIN)/mypy
	@$(PYTEST) -m 'not slow'

bench: install ## run what is measured, tests/benchmarks
	@set -e; for script in tests/benchmarks/*.py; do \
	  [ -e "$$script" ] || { echo "[bench] nothing in tests/benchmarks"; exit 0; }; \
	  echo "[bench] $$script"; $(BIN)/python "$$script"; \
	done

eval: install ## measure how often a question finds its passage
	@$(BIN)/python tests/benchmarks/bench_retrieval.py

clean: ## remove .venv, what make run built in data/, and caches
	@rm -rf .venv data/home data/samples build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find gkbot index prompts ui tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@rmdir data 2> /dev/null || true
	@echo "[clean] done"
