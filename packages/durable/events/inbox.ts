import type { Logger } from "../logger.ts";
import { insert, insertNew, marks } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import { inBatches } from "./batches.ts";
import type { Consumer } from "./bus.ts";
import { writeDeadLetter } from "./dead-letters.ts";
import type { EventRecord } from "./event.ts";

/** What a service does with events that match a pattern, once for each. */
export interface Handler<Event extends EventRecord, Tx> {
  /** Unique within the service: `totals` becomes the consumer `accounts.totals`. */
  purpose: string;
  pattern: string;
  /** False for an event that changes nothing here: it is skipped without an inbox row. */
  filter?(event: Event): boolean;
  /** Handles events that are new here; its effect must be in `tx`, so that it commits with the inbox rows. */
  handle(events: Event[], tx: Tx): Promise<void>;
  /** How many milliseconds an event may wait for others, to be handled with them. */
  batchWindowMs?: number;
  /**
   * How many milliseconds pass between two of its transactions, unless much waits: what comes alone is handled at once, and
   * what keeps coming is handled together.
   */
  restMs?: number;
}

/** The name of a handler's consumer. */
export const consumerNameOf = ({ service }: Pick<Store, "service">, { purpose }: { purpose: string }) =>
  `${service}.${purpose}`;

/**
 * The consumer of a handler: runs it once for each event, after `ready`, and stores what cannot be handled as a dead
 * letter. Events that arrive while others are being handled share the next transaction.
 */
export function consumerOf<Event extends EventRecord, Tx>(
  store: Store<Tx>,
  handler: Handler<Event, Tx>,
  ready: Promise<void>,
  logger: Pick<Logger, "error">,
): Consumer<Event> {
  const name = consumerNameOf(store, handler);
  const one = (event: Event) => handleOnce(store, handler, event);
  const together = inBatches(one, (events) => handleTogether(store, handler, events), handler);
  return {
    name,
    pattern: handler.pattern,
    async handle(event) {
      await ready;
      if (handler.filter?.(event) !== false) await together(event);
    },
    async deadLetter(event, error, tries) {
      await writeDeadLetter(store, name, event, error, tries);
      logger.error({ event: event.id, consumer: name, tries, error: String(error) }, "an event became a dead letter");
    },
  };
}

/** Handles an event and marks it handled in one transaction; an event that is already marked is skipped. */
export async function handleOnce<Event extends EventRecord, Tx>(
  store: Store<Tx>,
  handler: Pick<Handler<Event, Tx>, "purpose" | "handle">,
  event: Event,
): Promise<void> {
  const row = { consumer: consumerNameOf(store, handler), fact_id: event.id, handled_at: Date.now() };
  await store.transaction(async (tx) => {
    if (await insertNew(store, `${store.service}_inbox`, row, tx)) await handler.handle([event], tx);
  });
}

// When one of the events cannot be handled, each is handled alone.
function handleTogether<Event extends EventRecord, Tx>(
  store: Store<Tx>,
  handler: Handler<Event, Tx>,
  events: Event[],
): Promise<void> {
  const consumer = consumerNameOf(store, handler);
  return store.transaction(async (tx) => {
    const fresh = await notYetHandled(store, tx, consumer, events);
    if (fresh.length === 0) return;
    const handled_at = Date.now();
    const rows = fresh.map(({ id: fact_id }) => ({ consumer, fact_id, handled_at }));
    await insert(store, `${store.service}_inbox`, rows, tx);
    await handler.handle(fresh, tx);
  });
}

async function notYetHandled<Event extends EventRecord, Tx>(
  store: Store<Tx>,
  tx: Tx,
  consumer: string,
  events: Event[],
): Promise<Event[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const ids = [...byId.keys()];
  const sql = `SELECT fact_id FROM ${store.service}_inbox WHERE consumer = ? AND fact_id IN (${marks(ids)})`;
  for (const { fact_id } of await store.rows<{ fact_id: string }>(sql, [consumer, ...ids], tx)) byId.delete(fact_id);
  return [...byId.values()];
}
