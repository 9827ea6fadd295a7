#!/usr/bin/env bash
# `innodb_snapshot_isolation` is ON by default from MariaDB 11.6.2: whoever changes or locks a row that another transaction
# has changed since their snapshot gets error 1020, ER_CHECKREAD, where the statement went through before. What is easy to
# miss is the rest: the error has rolled the whole transaction back, as a deadlock does, but it is neither 1213 nor in SQLSTATE
# class 40. Code that goes on, or tries the one statement again, runs with autocommit: what comes next is kept, what came
# before is not. Older releases have the variable too, so that it can be seen there.
# Seen with: mysql2 3.24.5, MariaDB 10.11.19. Needs mariadbd and mariadb-install-db on PATH.
set -euo pipefail
command -v mariadbd mariadb-install-db >/dev/null || { echo "mariadbd is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund mysql2@3.24.5

cat > try.mjs <<'END'
import mysql from "mysql2/promise";

const open = (database) => mysql.createConnection({ socketPath: process.env.SOCKET, user: "root", database });
const admin = await open();
await admin.query("CREATE DATABASE sample");
for (const setting of ["OFF", "ON"]) {
  const [one, other] = [await open("sample"), await open("sample")];
  await one.query("CREATE OR REPLACE TABLE stock (id INT PRIMARY KEY, pieces INT)");
  await one.query("CREATE OR REPLACE TABLE sales (id INT PRIMARY KEY)");
  await one.query("INSERT INTO stock VALUES (1, 10), (2, 10)");

  await one.query(`SET innodb_snapshot_isolation = ${setting}`);
  await one.query("START TRANSACTION");
  await one.query("INSERT INTO sales VALUES (1)");
  await one.query("SELECT pieces FROM stock WHERE id = 2");
  await other.query("UPDATE stock SET pieces = 9 WHERE id = 1");
  const sold = await one
    .query("UPDATE stock SET pieces = pieces - 1 WHERE id = 1")
    .then(([{ affectedRows }]) => `${affectedRows} row`)
    .catch(({ code, sqlState }) => `${code}, SQLSTATE ${sqlState}`);
  const [[{ open: isOpen }]] = await one.query("SELECT @@in_transaction AS open");
  await one.query("INSERT INTO sales VALUES (2)");
  await one.query("ROLLBACK");
  const [kept] = await other.query("SELECT id FROM sales");
  const of = (rows) => rows.map(({ id }) => id).join(", ") || "none";
  console.log(`${setting}: update ${sold}; in a transaction ${isOpen}; sales after ROLLBACK: ${of(kept)}`);
  await Promise.all([one.end(), other.end()]);
}
await admin.end();
END

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='OFF: update 1 row; in a transaction 1; sales after ROLLBACK: none
ON: update ER_CHECKREAD, SQLSTATE HY000; in a transaction 0; sales after ROLLBACK: 2'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
