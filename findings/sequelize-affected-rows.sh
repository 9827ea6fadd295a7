#!/usr/bin/env bash
# How many rows an UPDATE "affected" depends on who opened the connection to the same server. mysql2 asks for the rows that were
# found, Sequelize over the same mysql2 takes that flag away and gets those that became different. So "0 rows, then it is not
# there" is right in one and wrong in the other when the values were as they are, and INSERT … ON DUPLICATE KEY UPDATE of
# a row that stays the same says 1, as for a new row, by mysql2, and 0 by Sequelize.
# Seen with: sequelize 6.37.8, mysql2 3.24.5, MariaDB 10.11.18. Needs mariadbd and mariadb-install-db on PATH.
set -euo pipefail
command -v mariadbd mariadb-install-db >/dev/null || { echo "mariadbd is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund sequelize@6.37.8 mysql2@3.24.5

cat > try.mjs <<'EOF'
import mysql from "mysql2/promise";
import { Sequelize } from "sequelize";

const connection = await mysql.createConnection({ socketPath: process.env.SOCKET, user: "root" });
await connection.query("CREATE DATABASE sample");
await connection.query("USE sample");
await connection.query("CREATE TABLE shops (id INT PRIMARY KEY, name VARCHAR(20))");
await connection.query("INSERT INTO shops VALUES (1, 'One')");
const dialectOptions = { socketPath: process.env.SOCKET };
const sequelize = new Sequelize({ dialect: "mysql", username: "root", database: "sample", dialectOptions, logging: false });

const upsert = (id) => `INSERT INTO shops VALUES (${id}, 'One') ON DUPLICATE KEY UPDATE name = 'One'`;
const update = (id) => `UPDATE shops SET name = 'One' WHERE id = ${id}`;
for (const [title, sql, other = sql] of [
  ["an update to the same name", update(1)],
  ["an update of no row", update(9)],
  ["an upsert to the same name", upsert(1)],
  ["an upsert of a new row", upsert(2), upsert(3)],
]) {
  const [{ affectedRows }] = await connection.query(sql);
  const [result, rows = result.affectedRows] = await sequelize.query(other);
  console.log(`${title}: mysql2 ${affectedRows}, Sequelize ${typeof rows === "object" ? rows.affectedRows : rows}`);
}
await Promise.all([connection.end(), sequelize.close()]);
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='an update to the same name: mysql2 1, Sequelize 0
an update of no row: mysql2 0, Sequelize 0
an upsert to the same name: mysql2 1, Sequelize 0
an upsert of a new row: mysql2 1, Sequelize 1'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
