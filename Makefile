# SPDX-License-Identifier: MIT
# Every target sets up what it needs in .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check docs bench bench-control bench-control-quick validate-skin coverage mutate fuzz soak load clean

demo: $(READY)            ## heat a simulated bath and show it
	@$(BIN)/stoneheater demo

test: $(READY)            ## every test
	@$(BIN)/python -m pytest

check: $(READY)           ## style, types, floors, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m docs.generate --check

docs: $(READY)            ## write the generated pages again
	@$(BIN)/python -m docs.generate

coverage: $(READY)        ## the core must be covered, every branch
	@$(BIN)/python -m pytest -q tests/core --cov=stoneheater.core --cov-branch --cov-fail-under=100

bench: $(READY)           ## the published figures of this machine
	@$(BIN)/python bench/figures.py

bench-control: $(READY)   ## every bath against physics and three references; writes docs/control-bench.md
	@$(BIN)/python -m bench.control.report

bench-control-quick: $(READY)  ## a fixed tenth of it, every day
	@$(BIN)/python -m bench.control.report --quick

validate-skin: $(READY)   ## the burn forecast against published burns and a finer model; writes docs/burn-validation.md
	@$(BIN)/python -m bench.skin.report

mutate: $(READY)          ## do the tests notice? one file: make mutate FILE=energy; writes docs/mutation.md
	@$(BIN)/python -m bench.mutation.report $(FILE)

fuzz: $(READY)            ## a million damaged inputs for every reader; writes docs/fuzz.md
	@$(BIN)/python -m bench.fuzz.report

soak: $(READY)            ## seven days of treatments in fast time; writes docs/soak.md
	@$(BIN)/python -m bench.soak.report

load: $(READY)            ## the daemon under clients, disks and neighbours that misbehave; writes docs/load.md
	@$(BIN)/python -m bench.load.report

clean:
	@rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "stoneheater needs Python 3.11 or newer; say which one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python has no venv module: install it (Debian, Raspberry Pi OS: sudo apt install python3-venv) and run make again."; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt pip
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --group dev -e '.[plot,pdf]'
	@touch $@
