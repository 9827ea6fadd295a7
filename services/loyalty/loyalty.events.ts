import { onErasure } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import type { Change, DomainEvent, OrderTally } from "../contracts.ts";
import { applyToOrder, type OfOrder } from "./earning.ts";
import { eraseAccount, lockAccount } from "./store/accounts.ts";
import { keepProgram, saveCurrency } from "./store/programs.ts";

type Delivering =
  | "order.payment_changed"
  | "order.status_changed"
  | "order.fulfillment_changed"
  | "order.return_changed"
  | "order.cancelled";

// Points may be a moment old. A cancellation and its refund come one after the other.
const restMs = 100;

/** Grants points for delivered orders, and returns the points that were spent on those cancelled or sent back whole. */
export const rewardOrders = {
  ...subscribe<Delivering>(
    "orders",
    "order.*",
    (event, { db, tx, publish }) => {
      const { actor, data: tally, aggregate } = event;
      const all_back = isAllBack(event);
      const state = { delivered: isDelivered(tally), cancelled: event.name === "order.cancelled", all_back };
      return applyToOrder({ db, tx, publish, actor }, orderOf(event), { tally, version: aggregate.version, ...state });
    },
    (event) =>
      hasCustomer(event.data) &&
      (isCancelled(event) || isAllBack(event) || isPaidBack(event.data) || isDelivered(event.data)),
  ),
  owner: ({ store_id, data }: DomainEvent) => `${store_id}/${(data as OrderTally).customer_id}`,
  restMs,
};

// When an order could not be placed, its workflow reopens the redemption itself, so no points are returned here.
const isCancelled = ({ name, data }: DomainEvent<Delivering>) =>
  name === "order.cancelled" && !("withdrawn" in data && data.withdrawn);

const isAllBack = ({ data }: DomainEvent<Delivering>) => "all_back" in data && data.all_back === true;

// A cancelled order is known from its cancellation, and what was refunded for it from the refund.
const isPaidBack = ({ after, counts }: Change & Partial<OrderTally>) =>
  after?.financial_status === "refunded" && counts !== false;

// Events from before the loyalty program lack the amounts that points are computed from.
const hasCustomer = ({ customer_id, net_sales }: Partial<OrderTally>) => customer_id !== "" && net_sales !== undefined;

const isDelivered = ({ after }: Change) => after?.status === "delivered";

const orderOf = ({ store_id, tenant_id, data }: DomainEvent & { data: { order_id: string } }): OfOrder => ({
  store_id,
  tenant_id,
  order_id: data.order_id,
});

/** Takes points back in proportion to refunds. */
export const followRefunds = {
  ...subscribe("refunds", "refund.succeeded", (event, { db, tx, publish }) =>
    applyToOrder({ db, tx, publish, actor: event.actor }, orderOf(event), {
      refunded: event.data.amount,
      goods: event.data.goods,
    }),
  ),
  owner: ({ data }: DomainEvent) => (data as { order_id: string }).order_id,
  restMs,
};

/** Gives points again for what did not come back: a refund that had succeeded has failed at the payer's bank. */
export const followFailures = {
  ...subscribe(
    "failed-refunds",
    "refund.failed",
    ({ data, store_id, tenant_id, actor }, { db, tx, publish }) => {
      const { order_id, amount, goods } = data;
      const missing = goods && { amount: -goods.amount, of: goods.of };
      return applyToOrder(
        { db, tx, publish, actor },
        { store_id, tenant_id, order_id },
        { refunded: -amount, goods: missing },
      );
    },
    ({ data }) => data.before?.status === "succeeded",
  ),
  owner: ({ data }: DomainEvent) => (data as { order_id: string }).order_id,
};

/** Stores a store's own program. */
export const keepPrograms = subscribe(
  "program",
  "store.settings_changed",
  ({ store_id, aggregate, data }, { db, tx }) =>
    keepProgram(db, tx, { store_id, version: aggregate.version }, data.settings.loyalty ?? {}),
);

/** Stores the decimals of a store's amounts. */
export const keepCurrency = subscribe<"store.created" | "store.currency_set">(
  "currency",
  "store.*",
  async ({ store_id, aggregate, data: { currency_decimals } }, { db, tx }) => {
    if (currency_decimals !== undefined)
      await saveCurrency(db, tx, { store_id, version: aggregate.version }, currency_decimals);
  },
  // Events from before stores published their decimals have none.
  ({ data }) => data.currency_decimals !== undefined,
);

/** Deletes the data of an erased customer. */
export const forgetCustomers = onErasure("erasure", async (owner, { db, tx }) =>
  eraseAccount(db, tx, await lockAccount(db, tx, owner)),
);
