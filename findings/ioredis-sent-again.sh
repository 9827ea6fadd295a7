#!/usr/bin/env bash
# When a connection is lost before the answer is there, ioredis sends the command again by itself, whatever it is: a counter
# counts twice, a list loses two entries for one, and the lock that was taken is refused to its own holder (SET NX says null,
# nobody releases it). The documentation names blocking commands as what this is for. `maxRetriesPerRequest: 0` gives an error
# at once.
# Seen with: ioredis 6.0.0 (5.11.1 does the same), redis-server 7.0.15. Needs redis-server on PATH.
set -euo pipefail
command -v redis-server >/dev/null || { echo "redis-server is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund ioredis@6.0.0

cat > try.mjs <<'EOF'
import { connect, createServer } from "node:net";
import { Redis } from "ioredis";

// A proxy that loses one answer together with its connection, as a failover or a restarted load balancer does.
let isCut = false;
const proxy = createServer((client) => {
  const server = connect(process.env.SOCKET);
  for (const socket of [client, server]) socket.on("error", () => {});
  client.pipe(server);
  server.on("data", (answer) => {
    if (!isCut) return client.write(answer);
    isCut = false;
    client.destroy();
    server.destroy();
  });
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));

const direct = new Redis(process.env.SOCKET);
for (const options of [{}, { maxRetriesPerRequest: 0 }]) {
  await direct.flushall();
  await direct.rpush("jobs", "first", "second");
  const redis = new Redis(proxy.address().port, "127.0.0.1", options);
  redis.on("error", () => {});
  const lossy = async (send) => {
    while ((await redis.ping().catch(() => "")) !== "PONG");
    isCut = true;
    return send().catch(({ name }) => name);
  };
  console.log(JSON.stringify(options));
  console.log(`  INCR: ${await lossy(() => redis.incr("count"))}, the counter is ${await direct.get("count")}`);
  console.log(`  LPOP: ${await lossy(() => redis.lpop("jobs"))}, left ${await direct.llen("jobs")} of 2`);
  console.log(`  SET NX: ${await lossy(() => redis.set("lock", "mine", "PX", 60_000, "NX"))}, held by ${await direct.get("lock")}`);
  redis.disconnect();
}
process.exit();
EOF

export SOCKET="$folder/socket"
redis-server --port 0 --unixsocket "$SOCKET" --dir "$folder" --save "" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='{}
  INCR: 2, the counter is 2
  LPOP: second, left 0 of 2
  SET NX: null, held by mine
{"maxRetriesPerRequest":0}
  INCR: MaxRetriesPerRequestError, the counter is 1
  LPOP: MaxRetriesPerRequestError, left 1 of 2
  SET NX: MaxRetriesPerRequestError, held by mine'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
