import { enqueueRun, eraseRuns, signalRuns } from "@seller-orchestra/durable";
import { onErasure } from "../../mixins/actions/erasure.ts";
import { storeOf } from "../../mixins/db/store.ts";
import { wakeAfter } from "../../mixins/jobs/poller.ts";
import { type EventContext, subscribe } from "../../mixins/messaging/inbox.ts";
import type { Call, DomainEvent, EventName, OrderRef, SecurityNotice } from "../contracts.ts";
import { cacheKey, isAwaited } from "./orchestra.rules.ts";
import { isPersonal } from "./personal.rules.ts";
import { paymentTopic } from "./workflows/await-payment.ts";
import { recordMoney } from "./workflows/record-money.ts";
import { tellOfFactor } from "./workflows/tell-of-factor.ts";

/**
 * Invalidates the cached detail of an order that changed outside of a workflow. When the signal is lost, the detail
 * expires by its time to live.
 */
export async function dropStaleDetail(order: OrderRef & { revision: number }, call: Call): Promise<void> {
  await call("cache.delete", { key: cacheKey(order), version: order.revision - 1 });
}

/**
 * Invalidates the cached detail of an order whose fulfilments belonged to an erased customer. The revision of
 * the order does not change, so a slow reader must not store again what it read of this revision earlier.
 */
export async function dropDetail(order: OrderRef, call: Call): Promise<void> {
  const key = cacheKey(order);
  await call("cache.delete", { key });
  const block = async () => {
    const { revision } = await call("orders.getWithItems", order);
    await call("cache.delete", { key, version: revision });
  };
  // One after another: an erased customer may have had thousands of orders.
  const blocked = blocking.then(block);
  blocking = blocked.catch(() => undefined);
  await blocked;
}

let blocking = Promise.resolve();

/** Removes an erased customer from the journal. */
export const forgetCustomer = onErasure("forget", ({ store_id, customer_id }, { db, tx }) =>
  eraseRuns(storeOf(db), tx, { store_id, customer_id }, isPersonal),
);

const noticesOfFactors: Record<string, SecurityNotice> = {
  "passkey added": "passkey_added",
  "passkey removed": "passkey_removed",
  "totp added": "authenticator_added",
  "totp removed": "authenticator_removed",
  "recovery_codes used": "recovery_code_used",
  "recovery_codes replaced": "recovery_codes_renewed",
};

const noticeOf = ({ data }: DomainEvent<"auth.factor_changed">): SecurityNotice | undefined =>
  noticesOfFactors[`${data.after?.method} ${data.after?.kind}`];

/** Tells customers of changes of what they sign in with beside the password: by a run, which outlives this process. */
export const tellOfFactors = subscribe<"auth.factor_changed">(
  "factor-notices",
  "auth.factor_changed",
  async (event, { db, tx }) => {
    const { id, store_id, data, actor, request_id } = event;
    const notice = noticeOf(event);
    if (notice === undefined) return;
    const input = { idempotency_key: `factor/${id}`, store_id, customer_id: data.customer_id, notice };
    await enqueueRun(storeOf(db), tx, tellOfFactor, input, { actor, request_id });
    wakeAfter(tx, `${db.service}.takeOver`);
  },
  (event) => noticeOf(event) !== undefined,
);

/** Events about the money of an order. */
type Moved = Extract<EventName, `payment.${string}` | `refund.${string}` | `dispute.${string}`>;

const isReported = ({ data }: DomainEvent<Moved>) => "reported" in data && data.reported === true;
const statusBefore = ({ data }: DomainEvent<Moved>) => ("before" in data ? (data.before?.status ?? null) : null);
const hasWaited = (event: DomainEvent<Moved>) => isAwaited({ status: statusBefore(event) });

// Runs that wait for a payment go on; what a provider says by itself is copied to the order. All else is known to the
// runs that have brought it about.
async function follow(event: DomainEvent<Moved>, { db, tx, signal }: EventContext): Promise<void> {
  const { id, store_id, data } = event;
  const { order_id } = data;
  const store = storeOf(db);
  // A payment that had failed may have been confirmed after all.
  const isPaid = isReported(event) && event.name === "payment.captured";
  if (event.name.startsWith("payment.") && (hasWaited(event) || isPaid))
    await signalRuns(store, tx, { topic: paymentTopic(order_id), id });
  // The gateway counts declined cards, also of those who are told so later.
  if (isReported(event) && hasWaited(event) && (event.name === "payment.failed" || event.name === "payment.captured"))
    signal("orchestra.paymentDecided", { store_id, order_id, paid: event.name === "payment.captured" });
  if (isReported(event)) {
    // It was given up here, and then paid.
    const late = event.name === "payment.captured" && statusBefore(event) !== "authorized";
    const caller = { actor: event.actor, request_id: event.request_id };
    const about = event.name.startsWith("payment.") ? { payment_id: event.aggregate.id } : changedRefund(event);
    const input = { idempotency_key: `money/${id}`, store_id, order_id, late, ...about };
    await enqueueRun(store, tx, recordMoney, input, caller);
  }
  wakeAfter(tx, `${db.service}.takeOver`);
}

// A refund that is pending counts as given.
function changedRefund(event: DomainEvent<Moved>) {
  const { name, aggregate, data } = event;
  if (!name.startsWith("refund.") || !("amount" in data)) return {};
  const [was, is] = [statusBefore(event) !== "failed", name === "refund.succeeded"];
  return was === is ? {} : { refund: { id: aggregate.id, given: is ? data.amount : -data.amount } };
}

/** Follows what becomes of awaited payments, and what providers report. */
export const followMoney = [
  subscribe<Moved>("money-payment", "payment.*", follow, (event) => isReported(event) || hasWaited(event)),
  subscribe<Moved>("money-refund", "refund.*", follow, isReported),
  subscribe<Moved>("money-dispute", "dispute.*", follow, isReported),
];
