import { assertVersion, isError } from "../../../mixins/actions/errors.ts";
import type {
  Fulfillment,
  FullOrder,
  MessagePayload,
  MessageStore,
  MessageTemplate,
  Order,
  OrderMoney,
  OrderRef,
  OrderReturn,
  OrderWithItems,
} from "../../contracts.ts";
import { cacheKey } from "../orchestra.rules.ts";
import type { Step } from "../workflow.ts";

interface InStore {
  store: { store_id: number };
}

/** The subject of a run: the entity of a store that a parameter names. */
export const subjectBy =
  <Field extends string>(field: Field) =>
  (input: InStore & Record<Field, string>) => ({ store_id: input.store.store_id, id: input[field] });

/** The reference of the order that a workflow's input names. */
export const refOf = ({ store, order_id }: InStore & { order_id: string }): OrderRef => ({
  store_id: store.store_id,
  order_id,
});

/** The reference of a customer's own order, by its number. Throws `order_not_found`. */
export async function findOwnOrder(
  step: Step,
  { store, customer_id, order_number }: InStore & { customer_id: string; order_number: string },
): Promise<OrderRef> {
  const { store_id } = store;
  const { order_id } = await step.read("orders.findByNumber", { store_id, customer_id, order_number });
  return { store_id, order_id };
}

/** Template fields beside those of the order; `items` when the message concerns some of its pieces. */
export type MessageDetails = Partial<
  Omit<MessagePayload, "order_id" | "order_number" | "grand_total" | "currency" | "items" | "partial">
> & { items?: { id: string; quantity: number }[] };

/** Notifies the customer of an order, once. */
export async function notify(
  step: Step,
  store: MessageStore,
  occasion: MessageTemplate,
  order: OrderWithItems,
  { items, ...details }: MessageDetails,
) {
  const { id, order_number, status, grand_total, currency, customer_id, contact } = order;
  const pieces = { items: linesOf(order, items), partial: isPartial(order, items) };
  const payload = { order_id: id, order_number, status, grand_total, currency, ...pieces, ...details };
  const { name = "", email = null, phone = null } = contact ?? {};
  const recipient = { customer_id, name, email, phone };
  await step.call("notifications.notify", { store, occasion, payload, recipient });
}

/** Notifies the customer of an order about a return. */
export function notifyReturn(
  step: Step,
  store: MessageStore,
  occasion: MessageTemplate,
  order: OrderWithItems,
  { id: return_id, items }: Pick<OrderReturn, "id" | "items">,
  details: MessageDetails = {},
) {
  const pieces = items.map(({ item_id, quantity }) => ({ id: item_id, quantity }));
  return notify(step, store, occasion, order, { items: pieces, return_id, ...details });
}

/** Notifies the customer of an order about a fulfilment; `status` is the order's by now. */
export function notifyFulfillment(
  step: Step,
  store: MessageStore,
  occasion: MessageTemplate,
  order: OrderWithItems,
  { items, awb, tracking_url, shipping_method }: Fulfillment,
  { status }: Order,
) {
  return notify(step, store, occasion, order, { items, status, awb, tracking_url, shipping_method });
}

function linesOf(order: OrderWithItems, pieces: MessageDetails["items"]) {
  const whole = order.items.map(({ name, quantity, total }) => ({ name, quantity, total }));
  if (!pieces) return whole;
  const named = new Map(order.items.map((item) => [item.id, item]));
  return pieces.map(({ id, quantity }) => {
    const { name = "", quantity: ordered = quantity, total = 0 } = named.get(id) ?? {};
    return quantity === ordered ? { name, quantity, total } : { name, quantity };
  });
}

function isPartial(order: OrderWithItems, pieces: MessageDetails["items"]): boolean {
  const sum = (items: { quantity: number }[]) => items.reduce((all, { quantity }) => all + quantity, 0);
  return pieces !== undefined && sum(pieces) < sum(order.items);
}

/** Invalidates every cached detail of an order that is older than this revision, also one that a reader stores later. */
export async function invalidateCache(step: Step, ref: OrderRef, { revision }: Pick<Order, "revision">): Promise<void> {
  await step.read("cache.delete", { key: cacheKey(ref), version: revision - 1 });
}

/** Copies the state of an order's payments to the order; with `if_versions` only to these versions of it. */
export const recordPayment = (step: Step, ref: OrderRef & { if_versions?: number[] }, money: OrderMoney) =>
  step.call("orders.recordPayment", { ...ref, ...moneyState(money) });

/** The state of an order's payments, as the order keeps it. */
export const moneyState = ({ payment_status, financial_status, version: money_version }: OrderMoney) => ({
  payment_status,
  financial_status,
  money_version,
});

/** An order with the records of all services, read again for the result of a workflow that changed it. */
export async function readWhole(step: Step, ref: OrderRef): Promise<FullOrder> {
  const order = await step.read("orders.getWithReturns", ref);
  const money = await step.read("payments.ofOrder", ref);
  return { ...order, money, fulfillments: await step.read("shipments.ofOrder", ref) };
}

/** True when less of an order can be refunded than was read: another run refunds it too. */
export const isRefundedElsewhere = (error: unknown): boolean =>
  isError(error, "refund_exceeds_paid") || isError(error, "nothing_to_refund");

/** By which error a refund learns that other runs refund the same order, and how often it is repeated. */
interface Contended {
  isStale(error: unknown): boolean;
  attempts: number;
}

/** Of what is refundable less is left. */
export const whileLess: Contended = { isStale: isRefundedElsewhere, attempts: 5 };
/** The money has another version than the refund was computed from. */
export const whileChanged: Contended = { isStale: (error) => isError(error, "money_changed"), attempts: 10 };

/** Does a refund by an order's money as it is known, and repeats it with what the money is then while other runs refund it too. */
export function onFreshMoney<T>(
  step: Step,
  { store_id, order_id }: OrderRef,
  known: OrderMoney,
  { isStale, attempts }: Contended,
  work: (step: Step, money: OrderMoney) => Promise<T>,
): Promise<T> {
  return repeatWhile(isStale, attempts, async (attempt) => {
    if (attempt === 1) return work(step, known);
    const fresh = step.scope(`refund${attempt}`);
    return work(fresh, await fresh.read("payments.ofOrder", { store_id, order_id }));
  });
}

/**
 * Compares what is to be changed with `If-Match` before its state is judged: a refusal for what the client has not seen would
 * mislead. The change itself compares again. Throws `version_mismatch`.
 */
export async function assertExpected(
  step: Step,
  { version }: { version: number },
  if_versions?: number[],
): Promise<void> {
  if (if_versions) await step.check("Validate version", () => assertVersion(version, if_versions));
}

/**
 * Does work on the current version of an order, and repeats it when another run has changed the order; with `if_versions`
 * only on one of these versions. Throws `version_mismatch`.
 */
export function onFreshOrder<T>(
  step: Step,
  { if_versions, ...ref }: OrderRef & { if_versions?: number[] },
  work: (step: Step, order: OrderWithItems) => Promise<T>,
): Promise<T> {
  const isChanged = (error: unknown) => isError(error, "version_mismatch") && !if_versions;
  return repeatWhile(isChanged, 8, async (attempt) => {
    const fresh = step.scope(`fresh${attempt}`);
    const order = await fresh.read("orders.get", ref);
    await assertExpected(fresh, order, if_versions);
    return work(fresh, order);
  });
}

async function repeatWhile<T>(
  isStale: (error: unknown) => boolean,
  attempts: number,
  work: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!isStale(error) || attempt === attempts) throw error;
    }
  }
}
