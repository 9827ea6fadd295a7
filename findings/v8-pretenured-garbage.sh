#!/usr/bin/env bash
# Where most objects of a place in the code outlived two collections, V8 makes all later ones of that place in the old
# generation, also when these live for a moment. They stay until a collection of the whole heap, and so does all that they
# refer to: in a server some processes then take up to twice the processor time for each request, for as long as they run.
# `--no-allocation-site-pretenuring` prevents it, also by `v8.setFlagsFromString` while the process starts.
# Seen with: Node.js 24.21.0 on Linux, x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

# A hundred times 10,000 objects are held while the next ones are made; then how much of the old generation 1,000 take.
cat > work.cjs <<'EOF'
const { getHeapSpaceStatistics, setFlagsFromString } = require("node:v8");
if (process.argv[2]) setFlagsFromString(process.argv[2]);
const held = [];
const fill = (count) => {
  for (let at = 0; at < count; at++) held[at] = [{}, {}, {}];
};
for (let turn = 0; turn < 100; turn++) fill(10_000);
const used = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size;
const grown = Array.from({ length: 9 }, () => {
  const before = used();
  fill(1_000);
  return used() - before;
});
// The middle one, for a collection comes between some of them.
console.log(Math.max(0, Math.round(grown.sort((one, other) => one - other)[4] / 1_000)));
EOF

seen=""
for flag in "" --no-allocation-site-pretenuring; do
  took=$(node_modules/node-*/bin/node --min-semi-space-size=1 --max-semi-space-size=1 work.cjs "$flag")
  seen+="${flag:-by itself}: $took bytes of the old generation for each object"$'\n'
done
was='by itself: 240 bytes of the old generation for each object
--no-allocation-site-pretenuring: 0 bytes of the old generation for each object
'
printf '%s' "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s' "$was"; exit 1; }
