# `make help` lists what can be done here. Needs make and Python 3.11 or newer, nothing else.

# Which Python makes .venv; without it the first new enough one of python3, python3.14, ... is taken.
PYTHON ?=
# Options for the program behind the target, as in: make demo ARGS=--headless
ARGS ?=

PRODUCT = fieldpass server_stub bench tests scripts hatch_build.py

# $(call bootstrap,runtime|dev): brings .venv up to date; nothing is started where it already is.
bootstrap = @set -- python3 python3.14 python3.13 python3.12 python3.11; \
	if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; fi; \
	for python; do \
		if "$$python" -ISc 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then exec "$$python" scripts/bootstrap.py $(1); fi; \
	done; \
	if command -v "$$1" >/dev/null; then exec "$$1" scripts/bootstrap.py $(1); fi; \
	echo "fieldpass: there is no $$1 here: install Python 3.11 or newer (Debian and Ubuntu: apt install" \
		"python3 python3-venv), or name one, like: make PYTHON=/path/to/python3.11 $@" >&2; \
	exit 1

.PHONY: help demo test check lint format messages lock clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name text; \
		do printf 'make %-9s %s\n' "$$name" "$$text"; done

demo: ## a reference server, a village with invented people and the screen (ARGS=--headless: no screen)
	$(call bootstrap,runtime)
	@.venv/bin/fieldpass demo $(ARGS)

test: ## all tests, two workers a core (ARGS="-k name": some of them)
	$(call bootstrap,dev)
	@.venv/bin/python -m pytest -n auto $(ARGS)

check: lint test ## what CI runs: lint, then all tests

lint: ## style, types, import arrows, translations
	$(call bootstrap,dev)
	@.venv/bin/ruff check $(PRODUCT)
	@.venv/bin/ruff format --check $(PRODUCT)
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/python scripts/messages.py check

format: ## put the code into the one format
	$(call bootstrap,dev)
	@.venv/bin/ruff check --fix $(PRODUCT)
	@.venv/bin/ruff format $(PRODUCT)

messages: ## bring the translations to the messages of the code
	$(call bootstrap,dev)
	@.venv/bin/python scripts/messages.py update
	@.venv/bin/python scripts/messages.py compile

lock: ## renew the lock files (UPGRADE=1: to the newest releases)
	$(call bootstrap,dev)
	@.venv/bin/python scripts/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove .venv, caches and everything else that was made here
	@rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find fieldpass server_stub bench tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f fieldpass/locale/*/LC_MESSAGES/*.mo
