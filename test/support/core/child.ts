import { closesNats } from "../../../config/nats.ts";
import { onCommit } from "../../../mixins/db/transaction.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import { bus } from "../../../mixins/messaging/durable-events.ts";
import { subscribeAll } from "../../../mixins/messaging/inbox.ts";
import { refill } from "../../../mixins/messaging/refill.ts";
import { startRelay } from "../../../mixins/messaging/relays.ts";
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
if (part === "publish") {
  // What it logs, it says; each line of its input has it publish five events.
  const logger = { warn: (_: object, words: string) => say(words) } as never;
  startRelay(db, logger);
  poller.start([refill(db, logger)], logger);
  let published = 0;
  for await (const _ of process.stdin)
    for (let at = 0; at < 5; at++) {
      const name = `${text}-${++published}`;
      await write(db, { idempotency_key: name, text: name });
    }
}
if (part === "receive") {
  const { handle, ...handler } = subscriptionsOf(() => true);
  const heard: typeof handle = async (event, context) => {
    await handle(event, context);
    onCommit(context.tx, () => say(`received ${event.aggregate.id}`));
  };
  subscribeAll(db, [{ ...handler, handle: heard }], Promise.resolve(), console as never);
  await bus.start(service, (error) => console.error(error));
  say("started");
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
