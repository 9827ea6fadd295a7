#!/usr/bin/env bash
# In MariaDB JSON is another name for LONGTEXT, yet mysql2 gives such a column back as an object: it asks for MariaDB's
# extended metadata. An expression on the same column has none, so COALESCE(column, …) gives the text: whether a value has
# to be parsed depends on how the query is written. (MySQL gives objects in both cases.)
# Seen with: mysql2 3.24.5, MariaDB 10.11.19. Needs mariadbd and mariadb-install-db on PATH.
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

const connection = await mysql.createConnection({ socketPath: process.env.SOCKET, user: "root" });
await connection.query("CREATE DATABASE sample");
await connection.query("USE sample");
await connection.query("CREATE TABLE t (j JSON, plain LONGTEXT)");
await connection.query(`INSERT INTO t VALUES ('{"a":1}', '{"a":1}')`);
const [[row]] = await connection.query("SELECT j, MAX(j) AS most, COALESCE(j, '{}') AS filled, plain FROM t");
for (const [name, value] of Object.entries(row)) console.log(`${name}: ${typeof value}`);
await connection.end();
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='j: object
most: object
filled: string
plain: string'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
