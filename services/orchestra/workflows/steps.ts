import { assertVersion, isError } from "../../../mixins/actions/errors.ts";
import type {
  FullOrder,
  MessagePayload,
  MessageStore,
  MessageTemplate,
  Order,
  OrderDetail,
  OrderMoney,
  OrderRef,
} from "../../contracts.ts";
import { cacheKey, recipientOf } from "../orchestra.rules.ts";
import type { Step } from "../workflow.ts";

/** What beside the order itself its customer is told; `items` when it is about some of its pieces. */
export type Told = Partial<
  Omit<MessagePayload, "order_id" | "order_number" | "grand_total" | "currency" | "items" | "partial">
> & {
  order: OrderDetail;
  items?: { id: string; quantity: number }[];
};

/** Tells an order's customer of an occasion, once. */
export async function notify(
  step: Step,
  store: MessageStore,
  occasion: MessageTemplate,
  { order, items, ...told }: Told,
) {
  const { id, order_number, status, grand_total, currency } = order;
  const about = { items: linesOf(order, items), partial: isPartOf(order, items) };
  const payload = { order_id: id, order_number, status, grand_total, currency, ...about, ...told };
  await step.call("notifications.notify", { store, occasion, payload, recipient: recipientOf(order) });
}

function linesOf(order: OrderDetail, pieces: Told["items"]) {
  const whole = order.items.map(({ name, quantity, total }) => ({ name, quantity, total }));
  if (!pieces) return whole;
  const named = new Map(order.items.map((item) => [item.id, item]));
  return pieces.map(({ id, quantity }) => {
    const { name = "", quantity: ordered = quantity, total = 0 } = named.get(id) ?? {};
    return quantity === ordered ? { name, quantity, total } : { name, quantity };
  });
}

function isPartOf(order: OrderDetail, pieces: Told["items"]): boolean {
  const sum = (items: { quantity: number }[]) => items.reduce((all, { quantity }) => all + quantity, 0);
  return pieces !== undefined && sum(pieces) < sum(order.items);
}

/** Makes every cached detail of an order older than this one disappear, also one that a slow reader still holds. */
export async function invalidateCache(step: Step, ref: OrderRef, { revision }: Pick<Order, "revision">): Promise<void> {
  await step.drop(cacheKey(ref), revision - 1);
}

/** How an order's money stands, as the order takes it over. */
export const paymentState = ({ payment_status, financial_status, version: money_version }: OrderMoney) => ({
  payment_status,
  financial_status,
  money_version,
});

/** An order with what every service keeps of it, read anew: for the answer of a story that changed it. */
export async function readWhole(step: Step, ref: OrderRef): Promise<FullOrder> {
  const order = await step.read("orders.get", ref);
  const money = await step.read("payments.ofOrder", ref);
  const fulfillments = await step.read("shipments.ofOrder", ref);
  return { ...order, money, fulfillments, returns: await step.read("returns.ofOrder", ref) };
}

const freshTries = 8;

/**
 * Does work that holds for the version of an order that it is given, and once more on a newer one when that was changed
 * under its hands; with `if_versions` only on one of these. Throws `version_mismatch` when it is another one, or is
 * changed again and again.
 */
export async function onFreshOrder<T>(
  step: Step,
  { if_versions, ...ref }: OrderRef & { if_versions?: number[] },
  work: (step: Step, order: OrderDetail) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const fresh = step.scope(`fresh${attempt}`);
    try {
      const order = await fresh.read("orders.get", ref);
      if (if_versions) await fresh.check("Validate version", () => assertVersion(order.version, if_versions));
      return await work(fresh, order);
    } catch (error) {
      if (!isError(error, "version_mismatch") || if_versions || attempt === freshTries) throw error;
    }
  }
}
