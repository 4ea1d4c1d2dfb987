PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# Tests start Python processes; without bytecode each of them would compile the product anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install serve test check static format docs accuracy bench lock
.PHONY: check-format check-lint check-types check-imports check-docs

serve: .venv/runtime  ## Run Limelight on http://127.0.0.1:8080
	$(BIN)/limelight serve

install: .venv/development  ## Everything that development needs

test: .venv/development  ## The tests, with a worker for each core
	$(BIN)/pytest --numprocesses auto

check: static  ## All that a change has to pass
	$(MAKE) test

static: .venv/development  ## The part of the gate that runs no test
	$(MAKE) --jobs 2 --output-sync check-format check-lint check-types check-imports check-docs

check-format:
	$(BIN)/ruff format --check .

check-lint:
	$(BIN)/ruff check .

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports

check-docs:
	$(BIN)/python tools/build_docs.py --check

format: .venv/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/development  ## Write the generated pages of docs/
	$(BIN)/python tools/build_docs.py

accuracy: .venv/development  ## Measure the estimates against known truth, into docs/accuracy.md
	$(BIN)/python -m tools.accuracy

bench: .venv/development
	$(BIN)/python -m benchmarks.run $(ARGUMENTS)

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --quiet --upgrade

lock: .venv/development  ## Pin the newest versions that pyproject.toml allows
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(LOCK) --no-deps --only-group install --output-file requirements-uv.txt

.venv/runtime: requirements.txt pyproject.toml tools/install.sh
	tools/install.sh $(PYTHON) requirements.txt
	touch $@

.venv/development: requirements-dev.txt pyproject.toml tools/install.sh
	tools/install.sh $(PYTHON) requirements-dev.txt
	touch $@ .venv/runtime
