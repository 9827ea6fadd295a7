import { closesNats } from "../../../config/nats.ts";
import { bus } from "../../../mixins/messaging/durable-events.ts";
import { subscribeAll } from "../../../mixins/messaging/inbox.ts";
import { openLedger, subscriptionsOf, write } from "./ledger.ts";

// A process of a ledger, to be killed by a test: `child.ts <part> <service> <text>`. It prints its progress.
const [part, service = "", text = ""] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);
const forEver = () => new Promise<void>(() => setInterval(() => undefined, 60_000));

if (part === "wait") {
  say("waiting");
  await new Promise((resolve) => process.stdin.once("data", resolve));
}
const { db } = await openLedger(service);
say("migrated");
if (part === "commit") {
  // No relay runs here: this is the moment between the commit and the publishing.
  await write(db, { idempotency_key: text, text });
  say("committed");
  await forEver();
}
if (part === "consume") {
  const handler = subscriptionsOf(
    (name) => name === text,
    async () => {
      say("handling");
      await forEver();
    },
  );
  subscribeAll(db, [handler], Promise.resolve(), console as never);
  await bus.start(service, (error) => console.error(error));
  await forEver();
}
if (part === "stop") {
  subscribeAll(db, [subscriptionsOf(() => false)], Promise.resolve(), console as never);
  await bus.start(service, () => undefined);
  if (text === "on command") {
    say("started");
    await new Promise((resolve) => process.stdin.once("data", resolve));
  }
  await bus.stop(service);
  await closesNats.stopped?.(undefined as never);
  say("stopped");
}
process.exit(0);
