# SPDX-License-Identifier: MIT
# Every target sets up what it needs in .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: strace demo test check docs bench bench-control bench-control-quick validate-skin coverage check-units deb test-vm test-vm-bookworm campaign campaign-tenth proof mutate fuzz soak load clean

demo: $(READY)            ## heat a simulated bath and show it
	@$(BIN)/stoneheater demo

test: $(READY)            ## every test, or some: make test TESTS=tests/core
	@$(BIN)/python -m pytest -n auto --dist loadfile $(TESTS)

check: $(READY)           ## style, types, floors, generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m docs.generate --check

docs: $(READY)            ## write the generated pages again
	@$(BIN)/python -m docs.generate

coverage: $(READY)        ## the tests of the core, which must cover every branch of it
	@$(BIN)/python -m pytest -q -n auto --dist loadfile tests/core --cov=stoneheater.core --cov-branch --cov-fail-under=100

bench: $(READY)           ## the published figures of this machine
	@$(BIN)/python bench/figures.py

bench-control: $(READY)   ## every bath against physics and three references; writes docs/control-bench.md
	@$(BIN)/python -m bench.control.report $(if $(SEEDS),--seeds $(SEEDS))

bench-control-quick: $(READY)  ## a fixed tenth of it, every day
	@$(BIN)/python -m bench.control.report --quick

validate-skin: $(READY)   ## the burn forecast against published burns and a finer model; writes docs/burn-validation.md
	@$(BIN)/python -m bench.skin.report

check-units:              ## how much each service could do, at most, as systemd counts it (0.8, 1.2)
	@command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing: apt install systemd"; exit 1; }
	@for unit in stoneheater:8 stoneheater-failsafe:12; do \
	  said=$$(systemd-analyze security --offline=true --no-pager --threshold=$${unit#*:} \
	    systemd/$${unit%:*}.service 2>&1); code=$$?; echo "$$said" | tail -1; \
	  [ $$code -eq 0 ] || exit 1; done

deb: $(READY)             ## the Debian packages, into dist/: trixie for every Pi, bookworm for each kind
	@packaging/build.sh trixie all $(BIN)/python
	@for arch in arm64 armhf amd64; do packaging/build.sh bookworm $$arch $(BIN)/python || exit 1; done

test-vm: $(READY)         ## every fault on a real kernel under a real systemd; writes docs/vm-proof.md; as root
	@PYTHONPATH=tests $(BIN)/python -m vm $(VM)

test-vm-bookworm: $(READY) ## the same on the older release of Raspberry Pi OS
	@PYTHONPATH=tests $(BIN)/python -m vm --suite bookworm $(VM)

campaign: $(READY)        ## 300 days, every fault on every bath, random walks; writes docs/campaign.md
	@$(BIN)/python -m bench.campaign.report $(CAMPAIGN)

campaign-tenth: $(READY)  ## a fixed tenth of it; fails when a promise of the page is broken
	@$(BIN)/python -m bench.campaign.report --tenth

proof: FUZZ = --share 36
proof: VM = --cuts 200
proof: strace bench-control validate-skin campaign mutate fuzz soak load test-vm test-vm-bookworm docs test  ## every generated page, table and figure, then every test

strace:
	@command -v strace >/dev/null || apt-get install -qq -y strace

mutate: $(READY)          ## do the tests notice? one file: make mutate FILE=energy; writes docs/mutation.md
	@$(BIN)/python -m bench.mutation.report $(FILE)

fuzz: $(READY)            ## a million damaged inputs for every reader; writes docs/fuzz.md
	@$(BIN)/python -m bench.fuzz.report $(FUZZ)

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
