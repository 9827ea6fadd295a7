#!/usr/bin/env bash
# In Moleculer a timeout is of one try, and a timed-out call is one that is tried again: with 3 retries, a call with `timeout:
# 200` takes four times as long and more, and its action has run four times. Calls inside calls multiply: two floors are 16
# runs for one request, and most of them go on after the caller has its error, since nothing ends a handler. RequestTimeoutError
# is `retryable`; a `check` of the policy that leaves it out is what one wants.
# Seen with: moleculer 0.15.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund moleculer@0.15.2

cat > try.mjs <<'EOF'
import { ServiceBroker } from "moleculer";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
for (const check of [undefined, (error) => error.retryable && error.type !== "REQUEST_TIMEOUT"]) {
  let runs = 0;
  const retryPolicy = { enabled: true, retries: 3, delay: 20, maxDelay: 20, factor: 1, ...(check && { check }) };
  const broker = new ServiceBroker({ logger: false, requestTimeout: 200, retryPolicy });
  const lower = async () => {
    runs++;
    await wait(1_500);
  };
  broker.createService({ name: "charge", actions: { lower, upper: (context) => context.call("charge.lower") } });
  await broker.start();
  console.log(check ? "without timeouts" : "the policy as it is");
  for (const action of ["charge.lower", "charge.upper"]) {
    runs = 0;
    const since = performance.now();
    const { name } = await broker.call(action, {}, { timeout: 200 }).catch((error) => error);
    const took = performance.now() - since >= 800 ? "more than four times its timeout" : "about its timeout";
    await wait(2_500);
    console.log(`  ${action}: ${name} after ${took}, run ${runs} times`);
  }
  await broker.stop();
}
process.exit();
EOF

seen=$(node try.mjs)
was='the policy as it is
  charge.lower: RequestTimeoutError after more than four times its timeout, run 4 times
  charge.upper: RequestTimeoutError after more than four times its timeout, run 16 times
without timeouts
  charge.lower: RequestTimeoutError after about its timeout, run 1 times
  charge.upper: RequestTimeoutError after about its timeout, run 1 times'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
