#!/usr/bin/env bash
# Compiles requirements/*.txt from pyproject.toml: every package pinned with its hashes, no download addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.13.9
compiler=.venv-requirements/bin/uv
if [ "$("$compiler" --version 2>/dev/null | cut -d' ' -f2)" != "$version" ]; then
  "${PYTHON:-python3}" -m venv .venv-requirements
  .venv-requirements/bin/python -m pip install --quiet "uv==$version"
fi
compile() {
  "$compiler" pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --group build --extra postgres "$@" pyproject.toml
}
compile --output-file requirements/base.txt
compile --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
compile --group dev --group spark --constraints requirements/dev.txt --output-file requirements/spark.txt
