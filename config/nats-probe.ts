import { withDeadline } from "@seller-orchestra/durable";
import { connect, type NatsConnection, nuid } from "nats";
import { env } from "./env.ts";
import { eventStream, eventSubject, natsOptions } from "./nats.ts";

const subjects = [
  `$JS.API.STREAM.INFO.${eventStream}`,
  `$JS.API.STREAM.MSG.GET.${eventStream}`,
  `$JS.API.CONSUMER.LIST.${eventStream}`,
  `$JS.API.CONSUMER.INFO.${eventStream}.probe`,
  `$JS.API.CONSUMER.MSG.NEXT.${eventStream}.probe`,
  `$JS.ACK.${eventStream}.probe`,
];

/**
 * Connects to the server of `NATS_URL`, does once what the product does all the time, and leaves again: the client waits
 * for ever, does not say for what, and nobody is told that a server drops what a user may not send.
 */
export async function tryNats(): Promise<void> {
  const once = { ...natsOptions(), waitOnFirstConnect: false, reconnect: false, timeout: 5_000 };
  const open = await connect(once);
  try {
    await callItself(open);
    await open.jetstreamManager({ timeout: 5_000 });
    const requested = subjects.map((subject) => open.request(subject, "", { timeout: 5_000 }));
    // Kept by nobody: the stream refuses what is meant for another one.
    const nowhere = { expect: { streamName: "none" }, timeout: 5_000 };
    const published = open.jetstream().publish(eventSubject("probe"), "", nowhere);
    await Promise.all([...requested, published].map((each: Promise<unknown>) => each.catch(ifRefused)));
  } finally {
    await open.close();
  }
}

async function callItself(open: NatsConnection): Promise<void> {
  const subject = `MOL-${env.NAMESPACE}.PROBE.${nuid.next()}`;
  const answered = new Promise<void>((resolve, reject) => {
    open.subscribe(subject, { max: 1, callback: (error) => (error ? reject(error) : resolve()) });
    void refusalOf(open).then(reject);
  });
  open.publish(subject);
  await withDeadline(answered, 5_000, () => new Error("TIMEOUT"));
}

/** The first thing that the server says it refuses. */
async function refusalOf(open: NatsConnection): Promise<Error> {
  for await (const { type, data, permissionContext: of } of open.status())
    if (type === "error") return new Error(of ? `${data} to ${of.operation} ${of.subject}` : String(data));
  return new Error("CONNECTION_CLOSED");
}

// Whatever else is answered: there may be no stream yet, and there is no such consumer.
function ifRefused(error: { code?: string }): void {
  if (error.code === "PERMISSIONS_VIOLATION") throw error;
}
