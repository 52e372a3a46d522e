#!/usr/bin/env bash
# Everything that is wrong without running a test, fast first. Stops at the first that fails and names it.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export TRIMTAB_HOME=$home

step() {
  local name=$1 started=$SECONDS
  shift
  if ! "$@" >"$home/said" 2>&1; then
    cat "$home/said" >&2
    echo "FAILED  $name" >&2
    exit 1
  fi
  printf 'ok %4ss  %s\n' $((SECONDS - started)) "$name"
}
templates() {
  local files
  mapfile -t files < <(find src -path '*/templates/*.html')
  [ ${#files[@]} -eq 0 ] || "$bin/djade" --target-version 5.2 --check "${files[@]}"
}

step "format (ruff)" "$bin/python" -m ruff format --check .
step "rules (ruff)" "$bin/python" -m ruff check .
step "templates (djade)" templates
step "own rules" "$bin/python" -m tools.rules
step "imports point down (import-linter)" env PYTHONPATH=src "$bin/python" -c "import sys; from importlinter.cli import lint_imports_command; sys.argv[1:] = ['--no-cache', '--no-logo']; lint_imports_command()"
step "types (mypy)" "$bin/python" -m mypy
step "no missing migration" "$bin/python" manage.py makemigrations --check --dry-run
step "ready to deploy" env TRIMTAB_HTTPS=1 "$bin/python" manage.py check --deploy --fail-level WARNING
step "generated documentation is current" "$bin/python" -m tools.reference --check
