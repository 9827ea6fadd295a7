import { forget } from "../../mixins/erasure.ts";
import { hears } from "../../mixins/inbox.ts";
import type { Change, Fact, OrderTally } from "../contracts.ts";
import { applyToOrder, type OfOrder } from "./earning.ts";
import { lockAccount } from "./store/accounts.ts";
import { eraseAccount } from "./store/erasure.ts";
import { keepProgram } from "./store/programs.ts";

type Delivering = "order.status_changed" | "order.fulfillment_changed" | "order.cancelled";

/** Rewards orders when they are delivered, and gives back what was spent on those that are cancelled. */
export const rewardOrders = hears<Delivering>(
  "orders",
  "order.*",
  (fact, { db, tx, announce }) => {
    const { actor, data: tally, aggregate } = fact;
    const told = { delivered: isDelivered(tally), cancelled: fact.name === "order.cancelled" };
    return applyToOrder({ db, tx, announce, actor }, orderOf(fact), { tally, version: aggregate.version, ...told });
  },
  (fact) => isOfSomebody(fact.data) && (isOff(fact) || isDelivered(fact.data)),
);

// What was spent on an order that could not be placed is not given back as points: whoever placed it opens it again.
const isOff = ({ name, data }: Fact<Delivering>) =>
  name === "order.cancelled" && !("withdrawn" in data && data.withdrawn);

// Facts of before there was anything to be earned lack what it is earned on.
const isOfSomebody = ({ customer_id, net_sales }: Partial<OrderTally>) => customer_id !== "" && net_sales !== undefined;

const isDelivered = ({ after }: Change) => after?.status === "delivered";

const orderOf = ({ store_id, tenant_id, data }: Fact & { data: { order_id: string } }): OfOrder => ({
  store_id,
  tenant_id,
  order_id: data.order_id,
});

/** Takes points back as far as the money went back. */
export const followRefunds = hears("refunds", "refund.succeeded", (fact, { db, tx, announce }) =>
  applyToOrder({ db, tx, announce, actor: fact.actor }, orderOf(fact), { refunded: fact.data.amount }),
);

/** Keeps a store's own program. */
export const keepPrograms = hears("program", "store.settings_changed", ({ store_id, aggregate, data }, { db, tx }) =>
  keepProgram(db, tx, { store_id, version: aggregate.version }, data.settings.loyalty ?? {}),
);

/** Forgets a customer who was erased. */
export const forgetCustomers = hears("erasure", "customer.deleted", async (fact, { db, tx }) => {
  const { store_id, tenant_id, aggregate } = fact;
  await eraseAccount(db, tx, await lockAccount(db, tx, { store_id, tenant_id, customer_id: aggregate.id }));
  await forget(db, tx, aggregate.id);
});
