#!/usr/bin/env bash
# A fetch of lru-cache takes a place of the cache while it runs. More fetches at once than it has places end the oldest ones:
# they are rejected with "evicted", though their values were on the way. So a cache that is too small, or a burst of
# misses, is not slow but fails requests. Whoever deletes or sets the key meanwhile, as an invalidation does, fails the
# waiting ones in the same way. `ignoreFetchAbort` alone lets them end.
# Seen with: lru-cache 11.5.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund lru-cache@11.5.3

cat > try.mjs <<'EOF'
import { LRUCache } from "lru-cache";

const fetchMethod = async (key) => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return `value ${key}`;
};
const outcomes = async (calls) =>
  (await Promise.allSettled(calls)).map(({ value, reason }) => value ?? reason.message).join(", ");

for (const ignoreFetchAbort of [false, true]) {
  const cache = new LRUCache({ max: 2, fetchMethod, ignoreFetchAbort });
  console.log(`ignoreFetchAbort ${ignoreFetchAbort}`);
  console.log(`  four keys at once, two places: ${await outcomes(["a", "b", "c", "d"].map((key) => cache.fetch(key)))}`);
  const deleted = cache.fetch("e");
  cache.delete("e");
  console.log(`  deleted meanwhile: ${await outcomes([deleted])}`);
  const replaced = cache.fetch("f");
  cache.set("f", "newer");
  console.log(`  set meanwhile: ${await outcomes([replaced])}, and in the cache: ${cache.get("f")}`);
}
EOF

seen=$(node try.mjs)
was='ignoreFetchAbort false
  four keys at once, two places: evicted, evicted, value c, value d
  deleted meanwhile: deleted
  set meanwhile: replaced, and in the cache: newer
ignoreFetchAbort true
  four keys at once, two places: value a, value b, value c, value d
  deleted meanwhile: value e
  set meanwhile: value f, and in the cache: newer'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
