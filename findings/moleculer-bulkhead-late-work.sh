#!/usr/bin/env bash
# Moleculer's bulkhead keeps the calls that wait in its queue when their callers have given up: they were answered with
# RequestTimeoutError, and are run all the same when their turn comes. A service that is behind so works for nobody, and the
# retries of those callers stand in the queue behind their own first tries.
# Seen with: moleculer 0.15.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund moleculer@0.15.2

cat > try.mjs <<'EOF'
import { ServiceBroker } from "moleculer";

const ran = [];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const bulkhead = { enabled: true, concurrency: 1, maxQueueSize: 10 };
const broker = new ServiceBroker({ logger: false, requestTimeout: 500, bulkhead });
const take = async ({ params }) => {
  ran.push(params.order);
  await wait(400);
};
broker.createService({ name: "payments", actions: { take } });
await broker.start();
const outcomes = await Promise.all(
  [1, 2, 3, 4].map((order) => broker.call("payments.take", { order }).then(() => "taken", ({ name }) => name)),
);
console.log(`callers: ${outcomes.join(", ")}`);
console.log(`run by then: ${ran.join(", ")}`);
await wait(1_500);
console.log(`run in the end: ${ran.join(", ")}`);
await broker.stop();
process.exit();
EOF

seen=$(node try.mjs)
was='callers: taken, RequestTimeoutError, RequestTimeoutError, RequestTimeoutError
run by then: 1, 2
run in the end: 1, 2, 3, 4'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
