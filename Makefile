# Aftercourse. On a fresh machine: `make run` or `make test`, and nothing before them.
#
# Every target sets up what it needs first: the Pythons are found, environments made under .venv and the models
# trained, each only when its inputs changed. All of that is told on standard error: standard output belongs to
# the command. Options go through: make -s ask ARGS='--channel sms'

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
ARGS ?=

PYTHON := .venv/app/bin/python
export AFTERCOURSE_RASA_PYTHON := $(CURDIR)/.venv/rasa/bin/python
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# Settings of another project's Python must not leak into these environments.
unexport PYTHONHOME PYTHONPATH PYTHONSAFEPATH VIRTUAL_ENV

SET_UP := scripts/any-python -m scripts.environment
SERVICE := $(SET_UP) app rasa
DEVELOPMENT := $(SET_UP) development rasa
# Prints where the models are, so that the command that follows uses these very ones.
WITH_MODEL := trained=$$($(PYTHON) -m scripts.train) && eval "export $$trained" &&
PACKAGES := care content language actions bot scripts

##@ Using it

.PHONY: run
run: ## Start the demo centre under supervision: web chat, actions, worker, Rasa
	@$(SERVICE) && $(WITH_MODEL) exec $(PYTHON) -m bot run --demo $(ARGS)

.PHONY: chat
chat: ## Talk to it in this terminal
	@$(SERVICE) && $(WITH_MODEL) exec $(PYTHON) -m bot chat $(ARGS)

.PHONY: ask
ask: ## Answer JSON lines from standard input on standard output (use make -s ask)
	@$(SERVICE) && $(WITH_MODEL) exec $(PYTHON) -m bot ask $(ARGS)

##@ Changing it

.PHONY: test
test: ## Run the whole test suite
	@$(DEVELOPMENT) && $(PYTHON) -m scripts.node_tools && $(WITH_MODEL) exec $(PYTHON) -m pytest $(ARGS)

.PHONY: check
check: ## Check format, lint, types, imports, spelling, content and Rasa's data
	@$(DEVELOPMENT)
	@$(call step,format,$(PYTHON) -m ruff format --check)
	@$(call step,lint,$(PYTHON) -m ruff check)
	@$(call step,types,$(PYTHON) -m mypy $(PACKAGES))
	@$(call step,import contracts,.venv/app/bin/lint-imports --no-logo)
	@$(call step,spelling,$(PYTHON) -m codespell_lib)
	@$(call step,content,$(PYTHON) -m content check)
	@$(call step,Rasa data,$(PYTHON) -m scripts.rasa_data)
	@$(call step,locks,$(PYTHON) -m scripts.locks check)

# One step of the check: its output is shown only when it fails, with the seconds that it took.
define step
began=$$(date +%s); if output=$$($(2) 2>&1); then echo "check: $(1): fine ($$(($$(date +%s) - began)) s)"; \
else printf '%s\n' "$$output"; echo "check: $(1): failed; the command was: $(2)"; exit 1; fi
endef

.PHONY: format
format: ## Put the code into its one format, and repair what the linter can
	@$(DEVELOPMENT) && $(PYTHON) -m ruff format && $(PYTHON) -m ruff check --fix

.PHONY: train
train: ## Train Rasa and the topics, each when what it is made from changed
	@$(SERVICE) && $(PYTHON) -m scripts.train

.PHONY: evaluate
evaluate: ## Measure the quality of the answers on the labelled cases
	@$(DEVELOPMENT) && $(WITH_MODEL) exec $(PYTHON) -m bot evaluate $(ARGS)

.PHONY: bench
bench: ## Measure speed: replies at 1, 4 and 16 clients beside Rasa alone, triage, reading
	@$(DEVELOPMENT) && $(WITH_MODEL) exec $(PYTHON) -m bot bench $(ARGS)

.PHONY: lock
lock: ## Resolve requirements/*.in again into the hashed lists (ARGS=--upgrade for newer versions)
	@$(DEVELOPMENT) && $(PYTHON) -m scripts.locks make $(ARGS)

.PHONY: audit
audit: ## Look for known weaknesses in the locked packages (asks a public service: needs a network)
	@$(DEVELOPMENT) && $(PYTHON) -m scripts.locks audit

.PHONY: environments
environments: ## Only set up both environments, with everything for development
	@$(DEVELOPMENT)

.PHONY: clean
clean: ## Delete the environments and the models; the next command makes them again
	@rm -rf .venv models .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help
help: ## Print this
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
	@echo
