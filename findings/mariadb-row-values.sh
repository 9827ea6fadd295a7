#!/usr/bin/env bash
# The short way to write "the rows after this one", `(placed_on, id) > (?, ?)`, uses no index for where to begin in MariaDB:
# each page reads all rows before it, in the index, and drops them. The plan does not show it (the right key, ten rows; only the
# type is "index" where it should be "range"), and the first pages are as fast. At 100,000 rows the last page reads 99,999 of
# them to give ten; written with OR it reads eleven.
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
await connection.query("CREATE TABLE orders (id INT PRIMARY KEY, placed_on INT, KEY (placed_on, id))");
await connection.query("INSERT INTO orders SELECT seq, seq DIV 10 FROM seq_1_to_100000");
await connection.query("ANALYZE TABLE orders");
for (const where of ["(placed_on, id) > (9998, 99989)", "placed_on > 9998 OR (placed_on = 9998 AND id > 99989)"]) {
  const sql = `SELECT id FROM orders WHERE ${where} ORDER BY placed_on, id LIMIT 10`;
  const [[{ type, key, rows: guess }]] = await connection.query(`EXPLAIN ${sql}`);
  await connection.query("FLUSH STATUS");
  const [rows] = await connection.query(sql);
  const [counts] = await connection.query("SHOW SESSION STATUS LIKE 'Handler_read%'");
  const read = counts.reduce((sum, { Value }) => sum + Number(Value), 0);
  console.log(`WHERE ${where}`);
  console.log(`  ${rows.length} rows from ${rows[0].id}, read ${read}; the plan: ${type} of ${key}, ${guess} rows`);
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
was='WHERE (placed_on, id) > (9998, 99989)
  10 rows from 99990, read 99999; the plan: index of placed_on, 10 rows
WHERE placed_on > 9998 OR (placed_on = 9998 AND id > 99989)
  10 rows from 99990, read 11; the plan: range of placed_on, 12 rows'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
