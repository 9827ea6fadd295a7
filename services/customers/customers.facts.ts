import { hears } from "../../mixins/inbox.ts";
import type { Change } from "../contracts.ts";
import { keepStanding } from "./store/loyalty.ts";
import { keepRules } from "./store/segments.ts";
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

/** Keeps a store's own numbers for its segments. */
export const keepSettings = hears("settings", "store.settings_changed", (fact, { db, tx }) =>
  keepRules(db, tx, fact.store_id, fact.data.settings.segments, fact.aggregate.version),
);

/** Keeps how customers stand in the loyalty program, as of the newest version of their accounts. */
export const keepStandings = hears<"loyalty.points_changed" | "loyalty.tier_changed">(
  "loyalty",
  "loyalty.*",
  (fact, { db, tx }) => keepStanding(db, tx, fact.store_id, fact.data, fact.aggregate.version),
);
