#!/usr/bin/env bash
# With each prepared statement a connection of mysql2 keeps the definitions of its parameters and columns, which nothing reads
# again: results bring their columns. Of 30 parameters and 31 columns they are some 14 KB: 14 MB for a hundred
# such statements on ten connections. Emptying both lists of what `connection.prepare` gives frees it, and `execute` works on.
# Seen with: mysql2 3.24.5, MariaDB 10.11.19, Node.js 24.21.0. Needs mariadbd and mariadb-install-db on PATH.
set -euo pipefail
command -v mariadbd mariadb-install-db >/dev/null || { echo "mariadbd is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund mysql2@3.24.5 "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

cat > try.mjs <<'EOF'
import mysql from "mysql2";

const columns = Array.from({ length: 30 }, (_, at) => `column_${at}`);
const connection = mysql.createConnection({ socketPath: process.env.SOCKET, user: "root" });
const run = (method, ...of) => new Promise((resolve, reject) => connection[method](...of, (error, result) => (error ? reject(error) : resolve(result))));
await run("query", "CREATE DATABASE sample");
await run("query", `CREATE TABLE sample.samples (${columns.map((name) => `${name} INT`)})`);
await run("query", `INSERT INTO sample.samples VALUES (${columns.map(() => 1)})`);
const condition = columns.map((name) => `${name} <=> ?`).join(" AND ");
const text = (kind, at) => `SELECT *, '${kind} ${at}' AS n FROM sample.samples WHERE ${condition}`;
const values = columns.map(() => 1);
const statements = 500;
const held = () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
async function keep(kind, after) {
  const before = held();
  for (let at = 0; at < statements; at++) {
    const rows = await run("execute", text(kind, at), values);
    if (rows[0].column_29 !== 1) throw new Error("A wrong row.");
    await after(text(kind, at));
  }
  const bytes = (held() - before) / statements;
  const again = await run("execute", text(kind, 0), values);
  return `${Math.round(bytes / 6_000) * 6} KB for each, its row ${again.length === 1 && again[0].column_0 === 1 ? "is read again" : "is lost"}`;
}
// What the connection needs for the first statement of each kind does not count.
await keep("first", () => undefined);
console.log(`as it is: ${await keep("full", () => undefined)}`);
const empty = async (sql) => Object.assign(await run("prepare", sql), { columns: [], parameters: [] });
console.log(`without definitions: ${await keep("bare", empty)}`);
connection.end();
EOF

export SOCKET="$folder/socket"
mariadb-install-db --no-defaults --datadir="$folder/data" --user="$(id -un)" >/dev/null 2>&1
mariadbd --no-defaults --datadir="$folder/data" --user="$(id -un)" --socket="$SOCKET" --skip-networking \
  --skip-grant-tables --pid-file="$folder/pid" >/dev/null 2>&1 &
server=$!
for _ in $(seq 300); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node_modules/node-*/bin/node --expose-gc try.mjs)
was='as it is: 18 KB for each, its row is read again
without definitions: 6 KB for each, its row is read again'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
