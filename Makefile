# Everything starts here: each target first sets up what it needs, once.
#
#   make run TORCH_INDEX=ADDRESS   takes torch from another package index: that of PyTorch's CPU builds spares the
#                                  gigabytes of GPU libraries that the usual build for Linux brings
#   make run PYTHON=python3.12     makes the environment with this Python; else the first of 3.11, 3.12, 3.13
#   make run FILE=net.chainrule    opens this project
#   make pytest TESTS=tests/engine PYTEST_ARGS=-x   runs these tests
#
# TORCH_INDEX and PYTHON count when .venv is made: `make clean` to choose again.

VENV := .venv
BIN := $(VENV)/bin
TORCH_INDEX ?=
FILE ?=
TESTS ?= tests
PYTEST_ARGS ?=
export PYTHON

SETUP := sh resources/setup/setup.sh
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input --constraint constraints.txt

# $(call check,TOOL,arguments,advice) runs a tool and says what to do about what it finds.
check = @echo "== $(1) $(2)"; $(BIN)/$(1) $(2) || { echo "make: $(1) is not content: $(3)" >&2; exit 1; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run test bench lint pytest format table translations setup clean help libraries test-tools

run: $(VENV)/.packages  ## set up what is missing and open the window
	@$(BIN)/chainrule $(if $(FILE),"$(FILE)")

test: test-tools lint pytest  ## set up what is missing, check the sources and run the tests

bench: $(VENV)/.bench-packages  ## measure speed and memory against hand-written PyTorch and another node editor
	@$(BIN)/python -m tests.benchmarks

lint: $(VENV)/.test-packages  ## check style, types and the import law, without running tests
	$(call check,ruff,check .,'make format' mends much of it)
	$(call check,ruff,format --check .,'make format' mends it)
	$(call check,mypy,,the types above do not agree)
	$(call check,lint-imports,--no-logo,an import goes against the order of the rooms in pyproject.toml)

pytest: test-tools $(VENV)/.test-packages  ## run the tests only
	$(call check,pytest,-n 2 $(PYTEST_ARGS) $(TESTS),the failures are listed above)

format: $(VENV)/.test-packages  ## mend the style of the sources
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

table: $(VENV)/.packages  ## at a release: write the table of torch's other layers anew
	@$(BIN)/python resources/setup/torch_layers.py

translations: $(VENV)/.packages  ## gather every text to translate, and compile the translations
	@$(BIN)/python resources/translations/update.py

setup: test-tools $(VENV)/.test-packages  ## set up everything and start nothing

clean:  ## remove the virtual environment and every cache
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find app engine tests -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## list these targets
	@awk -F ':.*  ## ' '/^[a-z]+:.*  ## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# ------------------------------------------------------------------ set-up, in the order in which it happens

libraries:
	@$(SETUP) libraries $(VENV)

test-tools:
	@$(SETUP) tests $(VENV)

$(BIN)/python: | libraries
	@$(SETUP) venv $(VENV)

# setuptools first, so that the build of the editable install is pinned too.
$(VENV)/.packages: pyproject.toml constraints.txt $(BIN)/python
	$(PIP) setuptools
	$(if $(TORCH_INDEX),$(PIP) --no-deps --index-url $(TORCH_INDEX) torch)
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-packages: $(VENV)/.packages
	$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@

# The node editor that the canvas is measured beside. It asks for all of PySide6, 175 MB that lie in the same folder as
# the essentials; it uses no more than those.
$(VENV)/.bench-packages: $(VENV)/.packages
	$(PIP) --no-build-isolation --editable '.[bench]'
	$(PIP) --no-deps koode-taskgraph
	@touch $@
