#!/bin/sh
# Install a requirements file, and Limelight itself, into .venv: tools/install.sh PYTHON REQUIREMENTS
#
# uv takes a third of the time of pip and checks the same hashes. It comes from the PATH, else from the package index
# into a temporary folder. Where it cannot be had, or fails, pip does the work.
set -eu
python=$1
requirements=$2
cd "$(dirname "$0")/.."

# Whatever the environment says, bytecode is written: processes start several times as fast with it.
export PYTHONDONTWRITEBYTECODE=
export UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*" >&2; }

find_uv() {
  if command -v uv >/dev/null; then
    uv=uv
    return
  fi
  say "Fetching uv"
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  # Making an environment with a pip of its own takes longer than all the rest.
  fetcher=$python
  "$python" -m pip --version >/dev/null 2>&1 || { "$python" -m venv "$folder" && fetcher=$folder/bin/python; }
  PIP_ROOT_USER_ACTION=ignore "$fetcher" -m pip install --quiet --target "$folder/uv" --require-hashes \
    --requirement requirements-uv.txt && uv=$folder/uv/bin/uv
}

with_uv() {
  find_uv || return 1
  # The index that pip is configured with is uv's as well.
  index=$("$python" -m pip config get global.index-url 2>/dev/null || true)
  index=${PIP_INDEX_URL:-$index}
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
  [ -e .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
  say "Installing $requirements with $("$uv" --version)"
  VIRTUAL_ENV=$PWD/.venv "$uv" pip install --no-deps --require-hashes --requirement "$requirements" &&
    VIRTUAL_ENV=$PWD/.venv "$uv" pip install --no-deps --editable .
}

with_pip() {
  say "Installing $requirements with pip"
  "$python" -m venv .venv
  .venv/bin/python -m pip install --no-deps --require-hashes --requirement "$requirements"
  .venv/bin/python -m pip install --no-deps --editable .
}

with_uv || with_pip
say "Compiling"
.venv/bin/python -m compileall -q -j 0 src
.venv/bin/python -c "import limelight.app, limelight.cli"
