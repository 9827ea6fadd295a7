import { onErasure } from "../../mixins/actions/erasure.ts";
import type { Publish } from "../../mixins/messaging/outbox.ts";
import { difference } from "../../mixins/values/difference.ts";
import type { Change, OfStore, OrderReturn } from "../contracts.ts";
import { snapshot } from "./returns.rules.ts";
import { removePerson, returnErasures } from "./store/erasure.ts";

/** Publishes that a return was requested, or changed where it was `from` before. */
export function publishReturn(publish: Publish, { store_id, tenant_id }: OfStore, to: OrderReturn, from?: OrderReturn) {
  const { id, version, order_id, customer_id } = to;
  publish({
    name: from ? ("return.updated" as const) : ("return.requested" as const),
    store_id,
    tenant_id,
    aggregate: { type: "return", id, version },
    data: { order_id, customer_id, ...changeOf(to, from) },
  });
}

function changeOf(to: OrderReturn, from?: OrderReturn): Change {
  if (!from) return { before: null, after: snapshot(to) };
  return difference(snapshot(from), snapshot(to)) ?? { before: {}, after: {} };
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
