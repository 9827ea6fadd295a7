#!/usr/bin/env bash
# The young generation of V8 does not shrink in step with the heap: 128 MB with a heap of 2 GB, 32 MB with 512 MB, and 2 MB with
# 256 MB, which is the heap that Node.js chooses in a container of 512 MiB. There half the heap is a sixteenth of the young
# generation: what a request holds while it waits is copied at once and moved to the old generation.
# `--max-semi-space-size` alone brings it back, within the same heap.
# Seen with: Node.js 24.21.0 on Linux, x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

# Each turn holds what the turn before has made, as requests do that wait for a database.
cat > work.cjs <<'EOF'
const { getHeapSpaceStatistics } = require("node:v8");
let largest = 0;
let held = [];
for (let turn = 0; turn < 400; turn++) {
  held = [...held.slice(-1), Array.from({ length: 20_000 }, (_, id) => ({ id, turn }))];
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  largest = Math.max(largest, space_size / 2 ** 20);
}
console.log(largest);
EOF

seen=""
for flags in "--max-heap-size=2048" "--max-heap-size=512" "--max-heap-size=256" "--max-heap-size=256 --max-semi-space-size=16"; do
  # shellcheck disable=SC2086
  seen+="$flags: young generation $(node_modules/node-*/bin/node $flags work.cjs) MB"$'\n'
done
was='--max-heap-size=2048: young generation 128 MB
--max-heap-size=512: young generation 32 MB
--max-heap-size=256: young generation 2 MB
--max-heap-size=256 --max-semi-space-size=16: young generation 32 MB
'
printf '%s' "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s' "$was"; exit 1; }
