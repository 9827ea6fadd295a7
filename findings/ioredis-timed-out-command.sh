#!/usr/bin/env bash
# A command of ioredis that failed with "Command timed out" is not taken back: one that waited in the offline queue, because
# there was no server, is sent when there is one, long after its caller has heard of the failure and has decided something
# else. Here a write of before an outage overwrites the one that was made after it. `enableOfflineQueue: false` refuses at
# once.
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

const proxy = createServer((client) => {
  const server = connect(process.env.SOCKET);
  for (const socket of [client, server]) socket.on("error", () => {});
  client.pipe(server).pipe(client);
});
const listen = (port) => new Promise((resolve) => proxy.listen(port, "127.0.0.1", resolve));
await listen(0);
const { port } = proxy.address();
await new Promise((resolve) => proxy.close(resolve));

const direct = new Redis(process.env.SOCKET);
for (const enableOfflineQueue of [true, false]) {
  await direct.flushall();
  const commandTimeout = 500;
  const redis = new Redis(port, "127.0.0.1", { commandTimeout, enableOfflineQueue, enableReadyCheck: false });
  redis.on("error", () => {});
  const outcome = await redis.set("stock", "7").catch(({ message }) => message);
  await direct.set("stock", "3");
  await listen(port);
  await new Promise((resolve) => redis.once("ready", resolve));
  await redis.ping();
  console.log(`offline queue ${enableOfflineQueue}: ${outcome}`);
  console.log(`  the caller set 3 in another way, now it is ${await direct.get("stock")}`);
  redis.disconnect();
  await new Promise((resolve) => proxy.close(resolve));
}
process.exit();
EOF

export SOCKET="$folder/socket"
redis-server --port 0 --unixsocket "$SOCKET" --dir "$folder" --save "" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do [ -S "$SOCKET" ] && break; sleep 0.1; done

seen=$(node try.mjs)
was='offline queue true: Command timed out
  the caller set 3 in another way, now it is 7
offline queue false: Stream isn'\''t writeable and enableOfflineQueue options is false
  the caller set 3 in another way, now it is 3'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
