import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Publish } from "../../mixins/messaging/outbox.ts";
import type { Change, OfStore, OrderReturn } from "../contracts.ts";
import { snapshot } from "./returns.rules.ts";
import { removePerson, returnErasures } from "./store/erasure.ts";

/** Publishes that a customer requested a return. */
export function publishRequested(publish: Publish, of: OfStore, made: OrderReturn): void {
  publish({
    name: "return.requested",
    ...envelopeOf(of, made),
    data: dataOf(made, { before: null, after: snapshot(made) }),
  });
}

/** Publishes a change of a return. */
export function publishUpdated(publish: Publish, of: OfStore, from: OrderReturn, to: OrderReturn): void {
  publish({ name: "return.updated", ...envelopeOf(of, to), data: dataOf(to, changeOf(from, to)) });
}

/**
 * Removes an erased customer's address and texts from their returns, which stay. Events of returns carry no personal
 * data, so only rows and recorded answers are affected.
 */
export const forgetCustomers = onErasure("erasure", async (person, { db, tx, signal }) => {
  // First, so that a concurrently created return either waits for this or is found below.
  await returnErasures.remember(db, tx, person);
  const { store_id } = person;
  for (const order_id of await removePerson(db, tx, person)) signal("returns.erased", { store_id, order_id });
});

const envelopeOf = ({ store_id, tenant_id }: OfStore, { id, version }: OrderReturn) => ({
  store_id,
  tenant_id,
  aggregate: { type: "return", id, version },
});

const dataOf = ({ order_id, customer_id }: OrderReturn, change: Change) => ({ order_id, customer_id, ...change });

function changeOf(from: OrderReturn, to: OrderReturn): Change {
  const [before, after] = [snapshot(from), snapshot(to)];
  const changed = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const only = (of: Record<string, unknown>) => Object.fromEntries(changed.map((key) => [key, of[key]]));
  return { before: only(before), after: only(after) };
}
