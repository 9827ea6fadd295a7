import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Publish } from "../../mixins/messaging/outbox.ts";
import type { Change, OrderReturn } from "../contracts.ts";
import { snapshot } from "./returns.rules.ts";
import { removePerson, returnErasures } from "./store/erasure.ts";

interface OfStore {
  store_id: number;
  tenant_id: string;
}

/** Tells that a customer asked to send items back. */
export function tellRequested(publish: Publish, of: OfStore, made: OrderReturn): void {
  publish({ name: "return.requested", ...about(of, made), data: told(made, { before: null, after: snapshot(made) }) });
}

/** Tells of a return what a change made of it. */
export function tellUpdated(publish: Publish, of: OfStore, from: OrderReturn, to: OrderReturn): void {
  publish({ name: "return.updated", ...about(of, to), data: told(to, changeOf(from, to)) });
}

/**
 * Takes an erased customer's address, and what was written, off their returns, which stay. Events of returns hold nothing
 * of a person, so only rows and recorded answers do.
 */
export const forgetCustomers = onErasure("erasure", async (person, { db, tx, signal }) => {
  // First: what is asked for meanwhile waits for it, or is there to be found.
  await returnErasures.remember(db, tx, person);
  const { store_id } = person;
  for (const order_id of await removePerson(db, tx, person)) signal("returns.erased", { store_id, order_id });
});

const about = ({ store_id, tenant_id }: OfStore, { id, version }: OrderReturn) => ({
  store_id,
  tenant_id,
  aggregate: { type: "return", id, version },
});

const told = ({ order_id, customer_id }: OrderReturn, change: Change) => ({ order_id, customer_id, ...change });

function changeOf(from: OrderReturn, to: OrderReturn): Change {
  const [before, after] = [snapshot(from), snapshot(to)];
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const only = (of: Record<string, unknown>) => Object.fromEntries(changed.map((key) => [key, of[key]]));
  return { before: only(before), after: only(after) };
}
