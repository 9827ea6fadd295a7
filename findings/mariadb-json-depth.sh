#!/usr/bin/env bash
# JSON of 32 levels is no JSON to MariaDB: a JSON column refuses it as a CHECK that failed, JSON_VALID says 0, and JSON_EXTRACT
# of it from a plain text column gives NULL, as if the key were missing. MySQL takes 100 levels, SQLite 1,000, JavaScript
# any. Documents of rich text editors, comments in comments and trees of categories get there, and one level more, for an
# envelope around what came from others, is enough.
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
await connection.query("CREATE TABLE pages (checked JSON, plain LONGTEXT)");
for (const levels of [31, 32]) {
  let children = [];
  for (let level = 2; level < levels; level++) children = [children];
  const page = JSON.stringify({ title: "A page", children });
  const [[{ valid }]] = await connection.query("SELECT JSON_VALID(?) AS valid", [page]);
  const insert = (column) =>
    connection.query(`INSERT INTO pages (${column}) VALUES (?)`, [page]).then(() => "takes it", ({ sqlMessage }) => sqlMessage);
  console.log(`${levels} levels: JSON_VALID is ${valid}`);
  console.log(`  a JSON column: ${await insert("checked")}`);
  console.log(`  a text column: ${await insert("plain")}`);
  const sql = "SELECT JSON_EXTRACT(plain, '$.title') AS title, JSON_EXTRACT(plain, '$.children') AS children FROM pages";
  const [[found]] = await connection.query(`${sql} WHERE plain = ?`, [page]);
  console.log(`  JSON_EXTRACT: title ${found.title}, children ${found.children === null ? "NULL" : "an array"}`);
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
was='31 levels: JSON_VALID is 1
  a JSON column: takes it
  a text column: takes it
  JSON_EXTRACT: title A page, children an array
32 levels: JSON_VALID is 0
  a JSON column: CONSTRAINT `pages.checked` failed for `sample`.`pages`
  a text column: takes it
  JSON_EXTRACT: title null, children NULL'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
