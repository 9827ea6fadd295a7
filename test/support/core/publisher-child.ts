import { bus } from "../../../mixins/messaging/durable-events.ts";
import type { DomainEvent } from "../../../services/contracts.ts";
import { makeEvent } from "./ledger.ts";

// Publishes events as a relay does, each until it is stored, and handles them: `publisher-child.ts <count>`. It says how
// many of them it received, and how long the longest publishing took.
const count = Number(process.argv[2]);
const received = new Set<string>();
bus.subscribe({
  name: "publisher.reads",
  pattern: "order.created",
  handle: async ({ id }) => void received.add(id),
  deadLetter: () => Promise.reject(new Error("Nothing may become a dead letter.")),
});
await bus.start("publisher", () => undefined);
const ids: string[] = [];
let longest = 0;
for (let at = 0; at < count; at++) {
  const event = { ...makeEvent(`e${at}`), name: "order.created" } as DomainEvent;
  const since = Date.now();
  while (
    !(await bus.publish(event).then(
      () => true,
      () => false,
    ))
  )
    await pause(100);
  longest = Math.max(longest, Date.now() - since);
  ids.push(event.id);
  if (at % 50 === 0) process.stdout.write(`published ${at}\n`);
  await pause(20);
}
for (let waited = 0; waited < 300 && !ids.every((id) => received.has(id)); waited++) await pause(100);
process.stdout.write(`${JSON.stringify({ lost: ids.filter((id) => !received.has(id)).length, longest })}\n`);
process.exit(0);

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
