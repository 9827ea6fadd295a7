#!/usr/bin/env bash
# csv-parse drops good rows that stand before a bad quote, and how many depends on how the input was cut: those of the same
# chunk are lost, though they were complete. Read by `for await`, a file of 5,001 rows gives 5,000 when it comes in small
# chunks, and none when it comes as one. "The rows before the error are there" must not be relied on.
# Seen with: csv-parse 7.0.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund csv-parse@7.0.3

cat > try.mjs <<'EOF'
import { Readable } from "node:stream";
import { parse } from "csv-parse";

const rows = Array.from({ length: 5_000 }, (_, row) => `${row},name`);
const text = `id,name\n${rows.join("\n")}\n5000,a"b"\n`;

async function count(title, chunks) {
  let rows = 0;
  try {
    for await (const _ of Readable.from(chunks).pipe(parse({ columns: true }))) rows++;
  } catch (error) {
    console.log(`${title}: ${rows} rows, then ${error.code}`);
  }
}

await count("in chunks of 1,000 characters", text.match(/[^]{1,1000}/g));
await count("in one chunk", [text]);
EOF

seen=$(node try.mjs)
was='in chunks of 1,000 characters: 5000 rows, then INVALID_OPENING_QUOTE
in one chunk: 0 rows, then INVALID_OPENING_QUOTE'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
