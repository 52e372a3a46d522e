#!/usr/bin/env bash
# Makes .venv hold what requirements/$1.txt pins, and Trimtab itself. Does nothing, and needs no network, when it does.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?"say which requirements: base or dev"}
python=${PYTHON:-python3}

fail() {
  echo "$1" >&2
  exit 1
}

# The folder is part of it: an environment that was moved points at its old place.
fingerprint() { cat "requirements/$1.txt" <(pwd) | sha256sum | cut -d' ' -f1; }
wanted=$(fingerprint "$kind")
stamp=.venv/installed-$kind
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi

command -v "$python" >/dev/null || fail "Trimtab needs Python 3.11 or newer. On Debian: apt install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "Trimtab needs Python 3.11 or newer. $python is $("$python" -V 2>&1). Say which to use: make PYTHON=/path/to/python3.11"
if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv module is missing. On Debian: apt install python3-venv"
  "$python" -m venv .venv
fi

echo "Installing what requirements/$kind.txt pins into .venv (needs the network once) ..."
# The file names everything, so nothing is left to resolve: pip would reach for the newest release of a package that
# another one wants with an extra, and then refuse it for lack of a hash.
.venv/bin/python -m pip install --quiet --require-hashes --no-deps -r "requirements/$kind.txt"
.venv/bin/python -m pip check --quiet
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
echo "$wanted" >"$stamp"
if [ "$kind" = dev ]; then # dev.txt is compiled within base.txt, so it holds all of it
  fingerprint base >.venv/installed-base
fi
