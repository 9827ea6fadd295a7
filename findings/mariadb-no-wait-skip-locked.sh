#!/usr/bin/env bash
# With `innodb_lock_wait_timeout = 0`, which is how MariaDB says "never wait for a lock", SKIP LOCKED skips nothing: in a
# transaction the statement fails with error 1180, "Operation not permitted during COMMIT", where no commit is. Alone it works,
# and so does it with a timeout of a second, though neither ever waits. NOWAIT is not touched.
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
await one.query("CREATE TABLE jobs (id INT PRIMARY KEY)");
await one.query("INSERT INTO jobs VALUES (1), (2)");
await one.query("START TRANSACTION");
await one.query("SELECT id FROM jobs WHERE id = 1 FOR UPDATE");

for (const seconds of [1, 0])
  for (const begin of ["", "START TRANSACTION"]) {
    await other.query(`SET innodb_lock_wait_timeout = ${seconds}`);
    if (begin) await other.query(begin);
    const got = await other
      .query("SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
      .then(([rows]) => `job ${rows[0].id}`, ({ errno, message }) => `error ${errno}, ${message}`);
    console.log(`innodb_lock_wait_timeout ${seconds}, ${begin || "alone"}: ${got}`);
    await other.query("ROLLBACK");
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
was='innodb_lock_wait_timeout 1, alone: job 2
innodb_lock_wait_timeout 1, START TRANSACTION: job 2
innodb_lock_wait_timeout 0, alone: job 2
innodb_lock_wait_timeout 0, START TRANSACTION: error 1180, Got error 1 "Operation not permitted" during COMMIT'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
