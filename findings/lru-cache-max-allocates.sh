#!/usr/bin/env bash
# lru-cache allocates for `max` entries when a cache is made: ten empty ones of 50,000 hold 19 MB. By `maxSize` with a size of 1
# for each entry the bound is the same and the memory grows with what is in it; full, it is a fifth more.
# Seen with: lru-cache 11.5.3, Node.js 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund lru-cache@11.5.3 "node-$(node -p "process.platform + '-' + process.arch")@24.21.0"

cat > try.mjs <<'EOF'
import { LRUCache } from "lru-cache";

const bounds = { max: { max: 50_000, ttl: 60_000 }, maxSize: { maxSize: 50_000, sizeCalculation: () => 1, ttl: 60_000 } };
const [, , bound, entries] = process.argv;
const held = () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const before = held();
const caches = Array.from({ length: 10 }, () => new LRUCache(bounds[bound]));
for (const cache of caches) for (let at = 0; at < entries; at++) cache.set(`key${at}`, true);
const used = (held() - before) / 1e6;
console.log(`${bound}, ${entries} of 60,000 entries: ${Math.round(used / 5) * 5} MB, ${caches[0].size} kept`);
EOF

seen=$(for entries in 0 1000 60000; do for bound in max maxSize; do node_modules/node-*/bin/node --expose-gc try.mjs $bound $entries; done; done)
was='max, 0 of 60,000 entries: 20 MB, 0 kept
maxSize, 0 of 60,000 entries: 0 MB, 0 kept
max, 1000 of 60,000 entries: 20 MB, 1000 kept
maxSize, 1000 of 60,000 entries: 0 MB, 1000 kept
max, 60000 of 60,000 entries: 50 MB, 50000 kept
maxSize, 60000 of 60,000 entries: 60 MB, 50000 kept'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
