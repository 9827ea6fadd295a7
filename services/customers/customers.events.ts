import { subscribe } from "../../mixins/messaging/inbox.ts";
import type { Change, DomainEvent } from "../contracts.ts";
import { saveMembership } from "./store/loyalty.ts";
import { keepRules, saveCurrency } from "./store/segments.ts";
import { applyTally } from "./store/totals.ts";

/** Updates the totals of customers from their orders. */
export const countOrders = {
  ...subscribe<"order.created" | "order.status_changed">(
    "totals",
    "order.*",
    async (event, { db, tx }) => {
      if (!event.data.customer_id) return;
      await applyTally(db, tx, event.store_id, { ...event.data, version: event.aggregate.version });
    },
    ({ name, data }) => name === "order.created" || touchesCancelled(data),
  ),
  owner: ({ store_id, data }: DomainEvent) => `${store_id}/${(data as { customer_id?: string }).customer_id}`,
  // Totals may be a moment old.
  restMs: 100,
};

// Only creation and cancellation change what an order adds.
const touchesCancelled = ({ before, after }: Change) => before?.status === "cancelled" || after?.status === "cancelled";

/** Saves a store's own segment rules. */
export const keepSettings = subscribe("settings", "store.settings_changed", (event, { db, tx }) =>
  keepRules(db, tx, event.store_id, event.data.settings.segments, event.aggregate.version),
);

/** Saves the decimals of a store's amounts. */
export const keepCurrency = subscribe<"store.created" | "store.currency_set">(
  "currency",
  "store.*",
  async (event, { db, tx }) => {
    const { currency, currency_decimals } = event.data;
    if (currency === undefined || currency_decimals === undefined) return;
    await saveCurrency(db, tx, event.store_id, { currency, currency_decimals }, event.aggregate.version);
  },
  // Events from before stores published their decimals have none.
  ({ data }) => data.currency_decimals !== undefined,
);

/** Saves customers' memberships in the loyalty program, of the newest version of their accounts. */
export const saveMemberships = subscribe<"loyalty.points_changed" | "loyalty.tier_changed">(
  "loyalty",
  "loyalty.*",
  (event, { db, tx }) => saveMembership(db, tx, event.store_id, event.data, event.aggregate.version),
);
