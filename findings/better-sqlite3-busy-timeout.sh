#!/usr/bin/env bash
# Two connections of one process to one SQLite file: the timeout of better-sqlite3, 5 seconds by default, can never help.
# The wait for the lock is synchronous, so the transaction that holds it cannot go on meanwhile, not even to its commit: the
# statement waits out its time and fails with SQLITE_BUSY, and the whole process stood still. `timeout: 0` and a retry by a
# timer works.
# Seen with: better-sqlite3 13.2.0 in Node.js 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0" better-sqlite3@13.2.0

cat > try.mjs <<'EOF'
import Database from "better-sqlite3";

const [one, other] = [new Database("data.db", { timeout: 1_000 }), new Database("data.db", { timeout: 1_000 })];
one.pragma("journal_mode = WAL");
one.exec("BEGIN IMMEDIATE");
const since = performance.now();
const waited = () => (performance.now() - since >= 1_000 ? "after the whole second" : "sooner");
setTimeout(() => {
  one.exec("COMMIT");
  console.log(`the commit that was due after 10 ms: ${waited()}`);
}, 10);
try {
  other.exec("BEGIN IMMEDIATE");
  console.log("the other transaction begins");
} catch (error) {
  console.log(`the other transaction: ${error.code} ${waited()}`);
}
EOF

seen=$(node_modules/node-*/bin/node try.mjs)
was='the other transaction: SQLITE_BUSY after the whole second
the commit that was due after 10 ms: after the whole second'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
