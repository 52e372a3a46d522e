#!/usr/bin/env bash
# Runs a command beside a Spark standalone cluster on loopback: one master, two workers of 1 GB and one core each.
# Without Java the command runs without a cluster, and the tests that need one are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v java >/dev/null; then
  echo "Java is missing, so there is no Spark cluster. On Debian: apt install openjdk-17-jre-headless" >&2
  exec "$@"
fi
home=$(.venv/bin/python -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)')
work=$(mktemp -d)
port=${SPARK_PORT:-7077}
export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON=$PWD/.venv/bin/python SPARK_DAEMON_MEMORY=256m
members=()
stop() {
  kill "${members[@]}" 2>/dev/null || true
  wait "${members[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
start() {
  "$home/bin/spark-class" "$@" >>"$work/log" 2>&1 &
  members+=($!)
}
start org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
for worker in 1 2; do
  start org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g --webui-port 0 \
    --work-dir "$work/worker-$worker" "spark://127.0.0.1:$port"
done
for _ in $(seq 120); do
  [ "$(grep -c 'Registering worker' "$work/log")" -ge 2 ] && break
  sleep 1
done
if [ "$(grep -c 'Registering worker' "$work/log")" -lt 2 ]; then
  tail -n 20 "$work/log" >&2
  echo "The Spark cluster did not start." >&2
  exit 1
fi
TRIMTAB_SPARK_MASTER=spark://127.0.0.1:$port "$@"
