# Tongxing. `make help` lists the targets. Nothing here needs root, a GPU or an account.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help

TORCH := torch==2.13.0
# Where pip offers no CPU build by itself, name PyTorch's CPU index here to spare the CUDA download.
TORCH_INDEX ?=

# An interpreter that really runs: a version manager's own first, since its shims may refuse.
find_python = $(shell for version in $(1); do \
	for candidate in $$(ls -d "$$(pyenv root 2>/dev/null)"/versions/$$version.*/bin/python 2>/dev/null | sort -rV) \
		"$$(command -v python$$version)"; do \
		if "$$candidate" -c 'import venv' 2>/dev/null; then echo "$$candidate"; exit; fi; \
	done; done)

PYTHON := .venv/bin/python
RASA_PYTHON := nlu/.venv/bin/python
PIP_INSTALL := -m pip install --disable-pip-version-check --progress-bar off
# What pip does, one line per package: `| $(call progress,main,requirements.txt)`.
progress = (count=0; while read -r did what rest; do case "$$did $$rest" in \
	Collecting*|Processing*) echo "  $(1) $$((++count))/$$(grep -c == $(2)): $${what\#\#*/}" ;; \
	Downloading*MB*) echo "  $(1): downloading $$what $$rest" ;; \
	Installing*) echo "  $(1): unpacking (a minute or so)" ;; \
	esac; done) >&2
export OMP_NUM_THREADS := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help run setup train test lint audit unit integration conversation browser bench pictures clean

help: ## list every target
	@awk -F ':.*## ' '/^[a-z][a-z ]*:.*## / {printf "  make %-40s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set up what is missing and start the whole assistant
	@exec .venv/bin/tongxing serve

setup: ## make both environments, the knowledge and the dialogue
	@$(MAKE) --no-print-directory --silent -j2 .venv/.ready nlu/.venv/.ready
	@.venv/bin/tongxing build
	@.venv/bin/tongxing train
	@echo "set up. Next: make run, or one question: .venv/bin/tongxing ask 娃儿打疫苗在哪点" >&2

train: .venv/.ready nlu/.venv/.ready ## train the dialogue if its inputs changed
	@.venv/bin/tongxing train

.venv/.ready: requirements.txt pyproject.toml
	@python="$(call find_python,3.11 3.12 3.13)"; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or later was not found: install it (for example: pyenv install 3.11)" >&2; exit 1; fi; \
	echo "main environment: $$($$python --version) (a few minutes, once)" >&2; \
	"$$python" -m venv .venv
	@if $(PYTHON) $(PIP_INSTALL) --no-deps --no-index $(TORCH) >/dev/null 2>&1; then \
		echo "  $(TORCH): the CPU build that pip is configured with" >&2; \
	elif [ -n "$(TORCH_INDEX)" ]; then \
		echo "  $(TORCH): from $(TORCH_INDEX)" >&2; \
		$(PYTHON) $(PIP_INSTALL) --no-deps --index-url "$(TORCH_INDEX)" $(TORCH) | $(call progress,main,requirements.txt); \
	else \
		echo "  $(TORCH): from the default index (may be the large CUDA build; see TORCH_INDEX)" >&2; \
		$(PYTHON) $(PIP_INSTALL) $(TORCH) | $(call progress,main,requirements.txt); \
	fi
	@# The file names everything; without resolving, OpenCV comes once, without its windows.
	@$(PYTHON) $(PIP_INSTALL) --no-deps -r requirements.txt | $(call progress,main,requirements.txt)
	@$(PYTHON) $(PIP_INSTALL) --quiet --no-deps --no-build-isolation -e .
	@echo "  main: done" >&2
	@touch $@

nlu/.venv/.ready: nlu/rasa_project/requirements.txt
	@python="$(call find_python,3.10)"; \
	if [ -z "$$python" ]; then \
		echo "Python 3.10 was not found (Rasa 3.6 needs it): install it (for example: pyenv install 3.10)" >&2; exit 1; fi; \
	echo "dialogue environment: $$($$python --version) (a few minutes, once)" >&2; \
	"$$python" -m venv nlu/.venv
	@$(RASA_PYTHON) $(PIP_INSTALL) --no-deps -r nlu/rasa_project/requirements.txt \
		| $(call progress,dialogue,nlu/rasa_project/requirements.txt)
	@echo "  dialogue: done" >&2
	@touch $@

# Two at once: most of the time of one goes in waiting for the servers it started.
WORKERS ?= 2

test: setup ## run the whole test suite
	@$(PYTHON) -m pytest -n $(WORKERS)

lint: .venv/.ready ## ruff, strict mypy and the import direction
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

audit: .audit/.ready ## look the pinned packages up in an advisory source, where one can be reached
	@for pins in requirements.txt nlu/rasa_project/requirements.txt; do \
		.audit/bin/pip-audit --no-deps --disable-pip --progress-spinner off -r $$pins 2>&1 \
			| awk -v pins="$$pins" '/could not be audited/ {unknown++; next} /WARNING|Skip Reason|^[- ]*$$/ {next} \
				{print} END {printf "%s: %d packages could not be looked up from here\n", pins, unknown}'; done

.audit/.ready:
	@$(firstword $(call find_python,3.11 3.12 3.13)) -m venv .audit
	@.audit/bin/python $(PIP_INSTALL) --quiet pip-audit
	@touch $@

unit integration conversation browser: setup ## one floor of the tests
	@$(PYTHON) -m pytest tests/$@

bench: setup benchmarks/.venv/.ready ## measure everything beside its peers (an hour); writes docs/benchmarks.md
	@benchmarks/.venv/bin/python -m benchmarks

pictures: setup ## draw the pictures of README and guides from the running product
	@PYTHONPATH=tests $(PYTHON) tests/browser/pictures.py
	@TONGXING_PICTURES=docs/pictures $(PYTHON) -m pytest -q tests/integration/telegram/test_transcript.py

# The peers see what the main environment has, and bring the rest.
benchmarks/.venv/.ready: benchmarks/requirements.txt .venv/.ready
	@echo "environment of the peers (a few minutes, once)" >&2
	@$(PYTHON) -m venv benchmarks/.venv
	@echo "import site; site.addsitedir('$(CURDIR)/.venv/lib/$$(ls .venv/lib)/site-packages')" \
		>"$$(echo benchmarks/.venv/lib/python3*/site-packages)/main.pth"
	@benchmarks/.venv/bin/python $(PIP_INSTALL) -r benchmarks/requirements.txt \
		| $(call progress,peers,benchmarks/requirements.txt)
	@touch $@

clean: ## remove state and caches, keep the environments
	@rm -rf var .pytest_cache .mypy_cache .ruff_cache
