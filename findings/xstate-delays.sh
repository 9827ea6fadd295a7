#!/usr/bin/env bash
# Two ways in which XState loses a deadline. A delay above 2^31 - 1 ms goes to setTimeout as it is, which makes 1 ms of it: an
# order that has 30 days to be paid expires at once (Node.js prints a warning, nothing else does). And a delay is no part of a
# persisted snapshot: an actor that is restored in the middle of one waits for ever, with no error. Deadlines belong into a
# table that something looks at.
# Seen with: xstate 5.33.3. The second is known: statelyai/xstate, issue 5331.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund xstate@5.33.3

cat > try.mjs <<'EOF'
import { createActor, createMachine } from "xstate";

const day = 24 * 60 * 60 * 1_000;
const order = (ms) =>
  createMachine({ initial: "unpaid", states: { unpaid: { after: { [ms]: "expired" } }, expired: {} } });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const days of [24, 25, 30]) {
  const actor = createActor(order(days * day)).start();
  await wait(100);
  console.log(`${days} days to pay, after a moment: ${actor.getSnapshot().value}`);
  actor.stop();
}

const before = createActor(order(500)).start();
const snapshot = JSON.parse(JSON.stringify(before.getPersistedSnapshot()));
const restored = createActor(order(500), { snapshot }).start();
await wait(2_000);
const [first, second] = [before, restored].map((actor) => actor.getSnapshot().value);
console.log(`500 ms to pay, after two seconds: ${first}; restored meanwhile: ${second}`);
EOF

seen=$(node --no-warnings try.mjs)
was='24 days to pay, after a moment: unpaid
25 days to pay, after a moment: expired
30 days to pay, after a moment: expired
500 ms to pay, after two seconds: expired; restored meanwhile: unpaid'
echo "$seen"
[ "$seen" = "$was" ] || { printf '\nThis has changed. It was:\n%s\n' "$was"; exit 1; }
