#!/usr/bin/env bash
# A script of Redis writes numbers with 14 digits where it makes texts of them (`tostring`, `..`, `cjson.encode`) and with 17
# where it hands them to a command. All are exact to 2^53 inside: so a script that puts a time in microseconds, an id or an
# amount of 15 digits through cjson writes another number than one that uses HSET. `string.format("%.0f")` is exact. An empty
# list becomes an object on the way.
# Seen with: redis-server 7.0.15. Needs redis-server on PATH.
set -euo pipefail
command -v redis-server >/dev/null || { echo "redis-server is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund ioredis@6.0.0

cat > try.mjs <<'EOF'
import { Redis } from "ioredis";

const redis = new Redis(process.env.SOCKET);
const script = `
  local order = cjson.decode(ARGV[1])
  redis.call('HSET', KEYS[1], 'placed_at', order.placed_at)
  local exact = string.format('%.0f', order.placed_at)
  return { cjson.encode(order), tostring(order.placed_at), redis.call('HGET', KEYS[1], 'placed_at'), exact }
`;
const given = JSON.stringify({ placed_at: 1764403200123456 });
const [encoded, text, stored, exact] = await redis.eval(script, 1, "order", given);
console.log(`given: ${given}`);
console.log(`cjson.encode: ${encoded}, in JavaScript ${JSON.parse(encoded).placed_at}`);
console.log(`tostring: ${text}`);
console.log(`HSET: ${stored}`);
console.log(`string.format: ${exact}`);
console.log(`an empty list: ${await redis.eval("return cjson.encode(cjson.decode(ARGV[1]))", 0, '{"items":[]}')}`);
redis.disconnect();
EOF

export SOCKET="$folder/socket"
redis-server --port 0 --unixsocket "$SOCKET" --dir "$folder" --save "" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='given: {"placed_at":1764403200123456}
cjson.encode: {"placed_at":1.7644032001235e+15}, in JavaScript 1764403200123500
tostring: 1.7644032001235e+15
HSET: 1764403200123456
string.format: 1764403200123456
an empty list: {"items":{}}'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
