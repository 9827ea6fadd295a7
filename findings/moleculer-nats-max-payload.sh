#!/usr/bin/env bash
# A message above the 1 MB that a NATS server takes by default fails in Moleculer with an error that is none of Moleculer's:
# `code` is a string where Moleculer's are numbers, there is no `type` and no `retryable`, and from an answer that is too
# large its class is lost, too. In one process the same call works, so no test without a transporter shows it.
# Seen with: moleculer 0.15.2, nats 2.29.3, nats-server 2.9.10. Needs nats-server on PATH.
set -euo pipefail
command -v nats-server >/dev/null || { echo "nats-server is not on PATH." >&2; exit 1; }
server=
folder=$(mktemp -d)
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund moleculer@0.15.2 nats@2.29.3

cat > try.mjs <<'EOF'
import { ServiceBroker } from "moleculer";

const text = "x".repeat(1_100_000);
const echo = { name: "echo", actions: { take: ({ params }) => params.text.length, give: () => text } };
const broker = (nodeID, transporter) => new ServiceBroker({ nodeID, transporter, logger: false, requestTimeout: 10_000 });

const alone = broker("alone", null);
alone.createService(echo);
await alone.start();
console.log(`one process: ${await alone.call("echo.take", { text })}`);
await alone.stop();

const [caller, callee] = ["caller", "callee"].map((name) => broker(name, process.env.NATS_URL));
callee.createService(echo);
await Promise.all([caller.start(), callee.start()]);
await caller.waitForServices("echo");
for (const [title, name, params] of [["a large request", "echo.take", { text }], ["a large answer", "echo.give", {}]]) {
  const { constructor, code, type, retryable } = await caller.call(name, params).catch((error) => error);
  console.log(`${title}: ${constructor.name}, code ${JSON.stringify(code)}, type ${type}, retryable ${retryable}`);
}
process.exit();
EOF

# A port of its own choosing, which it writes down.
nats-server --addr 127.0.0.1 --port -1 --jetstream --store_dir "$folder/store" --ports_file_dir "$folder" 2>/dev/null &
server=$!
for _ in $(seq 100); do ls nats-server_*.ports >/dev/null 2>&1 && break; sleep 0.1; done
NATS_URL=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).nats[0]' nats-server_*.ports)
export NATS_URL

seen=$(node try.mjs)
was='one process: 1100000
a large request: NatsError, code "MAX_PAYLOAD_EXCEEDED", type undefined, retryable undefined
a large answer: Error, code "MAX_PAYLOAD_EXCEEDED", type undefined, retryable undefined'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
