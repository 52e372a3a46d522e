#!/usr/bin/env bash
# Makes sure that the browser tests find a Chromium, or says what to install.
set -euo pipefail
if [ -n "${TRIMTAB_NO_BROWSER:-}" ]; then
  echo "TRIMTAB_NO_BROWSER is set: the tests in a real browser are left out." >&2
  exit 0
fi
if [ -n "${TRIMTAB_CHROMIUM:-}" ]; then
  [ -x "$TRIMTAB_CHROMIUM" ] && exit 0
  echo "TRIMTAB_CHROMIUM must be a program that can be run. Got $TRIMTAB_CHROMIUM." >&2
  exit 1
fi
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the tests in a real browser ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
  exit 0
fi
cat >&2 <<TEXT
The tests in a real browser need Chromium. Do one of these:
  sudo apt install chromium
  TRIMTAB_CHROMIUM=/path/to/chrome make test
  TRIMTAB_NO_BROWSER=1 make test      (leaves those tests out)
TEXT
exit 1
