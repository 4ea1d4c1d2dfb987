PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: install serve test check format docs accuracy bench lock

serve: .venv/runtime  ## Run Limelight on http://127.0.0.1:8080
	$(BIN)/limelight serve

install: .venv/development  ## Everything that development needs

test: .venv/development
	$(BIN)/pytest

check: .venv/development  ## All that a change has to pass
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/build_docs.py --check
	$(BIN)/pytest

format: .venv/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/development  ## Write the generated pages of docs/ anew
	$(BIN)/python tools/build_docs.py

accuracy: .venv/development  ## Measure the estimates against known truth, into docs/accuracy.md
	$(BIN)/python -m tools.accuracy

bench: .venv/development
	$(BIN)/python -m benchmarks.run $(ARGUMENTS)

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --quiet --upgrade

lock: .venv/bin/pip  ## Pin the newest versions that pyproject.toml allows
	$(BIN)/pip install --quiet uv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

INSTALL := $(BIN)/pip install --quiet --no-deps --editable . && $(BIN)/python -m compileall -q src

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.txt
	$(INSTALL)
	touch $@

.venv/development: requirements-dev.txt pyproject.toml | .venv/bin/pip
	$(BIN)/pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(INSTALL)
	touch $@ .venv/runtime
