# Everything a person or a machine does here: `make run`, `make test`, …; `make help` lists it.
# PYTHON=… chooses the interpreter for a new .venv; ARGS=… is passed on.

PY := .venv/bin/python
ARGS ?=
COMPILE := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet

.PHONY: help run demo test check format test-peers peers pictures bench bench-short bench-matching bench-finding bench-experts bench-recall-quality lock clean env env-dev
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

env:
	@scripts/environment.sh requirements.lock

env-dev:
	@scripts/environment.sh requirements-dev.lock

run: env ## start Potluck (playground at http://127.0.0.1:8080/)
	@exec $(PY) -m adapters.cli serve $(ARGS)

demo: env ## start Potluck with a quarter of believable activity
	@exec $(PY) -m adapters.cli demo $(ARGS)

test: env-dev ## the whole test suite, PostgreSQL included
	@$(PY) -m pytest -n auto --dist worksteal --ignore=tests/peers $(ARGS)

check: env-dev ## format, lint, types, import contracts
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-logo

format: env-dev ## rewrite the code in the project's format
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

peers: env-dev
	@$(PY) -m tests.peers.install

test-peers: peers ## scenarios through third-party Slack and Teams stand-ins
	@tests/peers/sealed.sh $(PY) -m pytest -n 2 tests/peers $(ARGS)

pictures: peers ## draw docs/pictures again
	@POTLUCK_PICTURES=docs/pictures tests/peers/sealed.sh $(PY) -m pytest -n 2 tests/peers $(ARGS)

bench: env-dev ## measure, and write bench/README.md
	@$(PY) -m bench $(ARGS)

bench-short: env-dev ## a few seconds of each measurement; writes nothing
	@$(PY) -m bench --short $(ARGS)

bench-experts: env-dev ## the curve of hits against load, and how long choosing experts takes
	@$(PY) -m bench.expert_load ../shared/qa
	@$(PY) -m bench.expert_speed $(ARGS)

bench-matching: env-dev ## how well questions find earlier ones, on real communities
	@$(PY) -m bench.matching_table $(ARGS)

bench-finding: env-dev ## how fast, among a million questions; ARGS=--short takes few
	@$(PY) -m bench.finding $(ARGS)

bench-recall-quality: env-dev ## how well recall predicts and asks, on made-up learners
	@$(PY) -m bench.recall_quality $(ARGS)

lock: env-dev ## pin what pyproject.toml allows; ARGS=--upgrade takes the newest
	@uv=$$(command -v uv || command -v .venv/bin/uv) || { \
		echo 'make lock needs uv: pip install uv' >&2; exit 1; }; \
	"$$uv" $(COMPILE) $(ARGS) -o requirements.lock && \
	"$$uv" $(COMPILE) $(ARGS) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove what can be made again (.venv, caches, peers); never ./data
	@rm -rf build dist .peers .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@[ -L .venv ] || rm -rf .venv
