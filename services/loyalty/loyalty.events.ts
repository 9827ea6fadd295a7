import { onErasure } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import type { Change, DomainEvent, OrderTally } from "../contracts.ts";
import { applyToOrder, type OfOrder } from "./earning.ts";
import { lockAccount } from "./store/accounts.ts";
import { eraseAccount } from "./store/erasure.ts";
import { keepProgram } from "./store/programs.ts";

type Delivering = "order.status_changed" | "order.fulfillment_changed" | "order.cancelled";

/** Rewards orders when they are delivered, and gives back what was spent on those that are cancelled. */
export const rewardOrders = subscribe<Delivering>(
  "orders",
  "order.*",
  (event, { db, tx, publish }) => {
    const { actor, data: tally, aggregate } = event;
    const told = { delivered: isDelivered(tally), cancelled: event.name === "order.cancelled" };
    return applyToOrder({ db, tx, publish, actor }, orderOf(event), { tally, version: aggregate.version, ...told });
  },
  (event) => isOfSomebody(event.data) && (isOff(event) || isDelivered(event.data)),
);

// What was spent on an order that could not be placed is not given back as points: whoever placed it opens it again.
const isOff = ({ name, data }: DomainEvent<Delivering>) =>
  name === "order.cancelled" && !("withdrawn" in data && data.withdrawn);

// Events of before there was anything to be earned lack what it is earned on.
const isOfSomebody = ({ customer_id, net_sales }: Partial<OrderTally>) => customer_id !== "" && net_sales !== undefined;

const isDelivered = ({ after }: Change) => after?.status === "delivered";

const orderOf = ({ store_id, tenant_id, data }: DomainEvent & { data: { order_id: string } }): OfOrder => ({
  store_id,
  tenant_id,
  order_id: data.order_id,
});

/** Takes points back as far as the money went back. */
export const followRefunds = subscribe("refunds", "refund.succeeded", (event, { db, tx, publish }) =>
  applyToOrder({ db, tx, publish, actor: event.actor }, orderOf(event), { refunded: event.data.amount }),
);

/** Keeps a store's own program. */
export const keepPrograms = subscribe(
  "program",
  "store.settings_changed",
  ({ store_id, aggregate, data }, { db, tx }) =>
    keepProgram(db, tx, { store_id, version: aggregate.version }, data.settings.loyalty ?? {}),
);

/** Forgets a customer who was erased. */
export const forgetCustomers = onErasure("erasure", async (owner, { db, tx }) =>
  eraseAccount(db, tx, await lockAccount(db, tx, owner)),
);
