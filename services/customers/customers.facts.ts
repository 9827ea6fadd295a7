import { hears } from "../../mixins/inbox.ts";
import type { Change } from "../contracts.ts";
import { applyTally } from "./store/totals.ts";

/** Keeps the totals of customers in step with their orders. */
export const countOrders = hears<"order.created" | "order.status_changed">(
  "totals",
  "order.*",
  async (fact, { db, tx }) => {
    if (!fact.data.customer_id) return;
    await applyTally(db, tx, fact.store_id, { ...fact.data, version: fact.aggregate.version });
  },
  ({ name, data }) => name === "order.created" || touchesCancelled(data),
);

// Nothing else that happens to an order changes what it adds.
const touchesCancelled = ({ before, after }: Change) => before?.status === "cancelled" || after?.status === "cancelled";
