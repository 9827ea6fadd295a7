#!/usr/bin/env bash
# `ORDER BY … LIMIT 1 FOR UPDATE SKIP LOCKED` gives each worker of a queue a job, as long as an index has that order. When the
# rows have to be sorted, the first worker locks every row that waits, to take one of them, and all others find the queue empty:
# no error, no waiting, and one worker in fact. One word is enough: `priority DESC, id` over an index of (status, priority,
# id). The index has to be declared with DESC too (from 10.8). READ COMMITTED does not help.
# Seen with: mysql2 3.24.5, MariaDB 10.11.18. Needs mariadbd and mariadb-install-db on PATH.
set -euo pipefail
command -v mariadbd mariadb-install-db >/dev/null || { echo "mariadbd is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund mysql2@3.24.5

cat > try.mjs <<'EOF'
import mysql from "mysql2/promise";

const open = (database) => mysql.createConnection({ socketPath: process.env.SOCKET, user: "root", database });
const admin = await open();
await admin.query("CREATE DATABASE sample");
const [one, other] = [await open("sample"), await open("sample")];
for (const worker of [one, other]) await worker.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");

for (const [index, order] of [
  ["status, priority, id", "priority, id"],
  ["status, priority, id", "priority DESC, id"],
  ["status, priority DESC, id", "priority DESC, id"],
]) {
  await one.query(`CREATE OR REPLACE TABLE jobs (id INT PRIMARY KEY, status INT, priority INT, name TEXT, KEY (${index}))`);
  await one.query("INSERT INTO jobs SELECT seq, seq % 2, seq % 7, 'a job' FROM seq_1_to_1000");
  await one.query("ANALYZE TABLE jobs");
  const jobs = [];
  for (const worker of [one, other]) {
    await worker.query("START TRANSACTION");
    const sql = `SELECT id, name FROM jobs WHERE status = 0 ORDER BY ${order} LIMIT 1 FOR UPDATE SKIP LOCKED`;
    const [[job]] = await worker.query(sql);
    jobs.push(job?.id ?? "nothing");
  }
  console.log(`ORDER BY ${order} over (${index}): the workers get ${jobs.join(" and ")}`);
  for (const worker of [one, other]) await worker.query("ROLLBACK");
}
await Promise.all([admin.end(), one.end(), other.end()]);
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='ORDER BY priority, id over (status, priority, id): the workers get 14 and 28
ORDER BY priority DESC, id over (status, priority, id): the workers get 6 and nothing
ORDER BY priority DESC, id over (status, priority DESC, id): the workers get 6 and 20'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
