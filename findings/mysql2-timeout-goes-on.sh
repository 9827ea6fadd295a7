#!/usr/bin/env bash
# The `timeout` of a query of mysql2 ends the waiting and not the query: a write whose caller was told
# PROTOCOL_SEQUENCE_TIMEOUT is committed later, and its connection goes back into the pool at once, where the next query
# waits until it is over, longer than its own timeout, which begins after that. In mysql, which the option is taken from, the
# connection is destroyed. MariaDB's max_statement_time ends the statement, too.
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

const options = { socketPath: process.env.SOCKET, user: "root" };
const other = await mysql.createConnection(options);
await other.query("CREATE DATABASE sample");
await other.query("CREATE TABLE sample.stock (pieces INT)");
await other.query("INSERT INTO sample.stock VALUES (10)");
const pool = mysql.createPool({ ...options, database: "sample", connectionLimit: 1 });
await pool.query("SELECT 1");
const outcome = (promise) => promise.then(([rows]) => JSON.stringify(rows[0] ?? rows), ({ code, errno }) => code ?? errno);

const slow = "UPDATE stock SET pieces = pieces - 1 + SLEEP(2)";
console.log(`a slow write: ${await outcome(pool.query({ sql: slow, timeout: 200 }))}`);
const since = performance.now();
const next = await outcome(pool.query({ sql: "SELECT 'an answer' AS next", timeout: 200 }));
console.log(`the next query of the pool: ${next} after ${performance.now() - since > 1_000 ? "more than a second" : "less"}`);
console.log(`the slow write was done: ${await outcome(other.query("SELECT pieces FROM sample.stock"))}`);
const limited = `SET STATEMENT max_statement_time = 0.2 FOR ${slow}`;
console.log(`a slow write with max_statement_time: error ${await outcome(pool.query(limited))}`);
console.log(`it was not done: ${await outcome(other.query("SELECT pieces FROM sample.stock"))}`);
await Promise.all([pool.end(), other.end()]);
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='a slow write: PROTOCOL_SEQUENCE_TIMEOUT
the next query of the pool: {"next":"an answer"} after more than a second
the slow write was done: {"pieces":9}
a slow write with max_statement_time: error 1969
it was not done: {"pieces":9}'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
