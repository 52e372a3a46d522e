#!/usr/bin/env bash
# Runs a command with TRIMTAB_DATABASE_URL naming a PostgreSQL that is started for it and thrown away after it.
# It listens on loopback only. PostgreSQL refuses to run as root, so root hands it to an unprivileged user.
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$programs" ] || programs=$(pg_config --bindir 2>/dev/null || true)
if [ ! -x "$programs/initdb" ]; then
  echo "The tests on PostgreSQL need its server. On Debian: apt install postgresql" >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/trimtab-postgres.XXXXXX")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
unprivileged=()
if [ "$(id -u)" = 0 ]; then
  user=$(id -un postgres 2>/dev/null || echo nobody)
  chown "$user" "$folder"
  unprivileged=(runuser -u "$user" --)
fi
# A package of PostgreSQL may put the folder of the caller first; a user that cannot enter it is warned each time.
in_folder() { (cd "$folder" && "${unprivileged[@]}" "$@"); }
stop() {
  in_folder "$programs/pg_ctl" -D "$folder/cluster" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

in_folder "$programs/initdb" -D "$folder/cluster" -U trimtab -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
# Nothing here outlives the tests, so nothing waits for the disk.
in_folder "$programs/pg_ctl" -D "$folder/cluster" -w -l "$folder/log" -o "-p $port -h 127.0.0.1 -k $folder \
  -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_connections=120" start >/dev/null ||
  { cat "$folder/log" >&2; exit 1; }

export TRIMTAB_DATABASE_URL="postgresql://trimtab@127.0.0.1:$port/postgres"
export PATH="$programs:$PATH"
"$@"
