#!/usr/bin/env bash
# The `code` of an error of mysql2 is looked up by its number in MySQL's table. From 4000 on MariaDB has errors of its own under
# the same numbers, and from 1900 on some that MySQL never had: a CHECK that refused a row is
# ER_INNODB_AUTOEXTEND_SIZE_OUT_OF_RANGE, a sequence that is not there is ER_XA_TEMP_TABLE, and a statement that was longer
# than max_statement_time has no code at all. Code that decides by `code` alone takes them for something else, or for no error
# of the database. `errno` and `sqlState` are right.
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

const connection = await mysql.createConnection({ socketPath: process.env.SOCKET, user: "root" });
await connection.query("CREATE DATABASE sample");
await connection.query("USE sample");
await connection.query("CREATE TABLE stock (pieces INT CHECK (pieces >= 0), changed JSON)");
for (const sql of [
  "INSERT INTO stock (pieces) VALUES (-1)",
  "INSERT INTO stock (changed) VALUES ('{')",
  "SELECT NEXT VALUE FOR orders",
  "SELECT * FROM JSON_TABLE('{', '$' COLUMNS (id INT PATH '$.id')) AS t",
  "SET STATEMENT max_statement_time = 0.05 FOR SELECT SLEEP(1)",
]) {
  const { errno, code, sqlState, sqlMessage } = await connection.query(sql).catch((error) => error);
  console.log(`${errno}, SQLSTATE ${sqlState}: ${code}`);
  console.log(`  ${sqlMessage}`);
}
await connection.end();
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='4025, SQLSTATE 23000: ER_INNODB_AUTOEXTEND_SIZE_OUT_OF_RANGE
  CONSTRAINT `stock.pieces` failed for `sample`.`stock`
4025, SQLSTATE 23000: ER_INNODB_AUTOEXTEND_SIZE_OUT_OF_RANGE
  CONSTRAINT `stock.changed` failed for `sample`.`stock`
4091, SQLSTATE 42S02: ER_XA_TEMP_TABLE
  Unknown SEQUENCE: '\''orders'\''
4037, SQLSTATE HY000: ER_CHANGE_RPL_SRC_WRONG_COMPRESSION_ALGORITHM_SIZE
  Unexpected end of JSON text in argument 1 to function '\''JSON_TABLE'\''
1969, SQLSTATE 70100: undefined
  Query execution was interrupted (max_statement_time exceeded)'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
