import type { Charge, Deadline, Declined, Provider } from "./provider.ts";
import { everyItem, type RazorpayApi, RazorpayRefusal, razorpayApi } from "./razorpay-api.ts";
import { readRazorpay } from "./razorpay-hook.ts";
import {
  listRazorpay,
  lookAtRazorpay,
  type OrderAtRazorpay,
  paidBy,
  type RefundAtRazorpay,
  requiresAction,
} from "./razorpay-look.ts";
import { toSubunits } from "./subunits.ts";

/** How Razorpay is reached. */
export interface RazorpayKeys {
  keyId: string;
  secret: string;
  apiUrl?: string;
  hookSecrets: readonly string[];
}

// What Razorpay knows of a request may not have been answered: after this, it is looked for before it is asked for again.
const freshMs = 2_000;

/**
 * Razorpay, by its orders: an order is created, the payer pays it in Checkout, and its payment is captured. So every payment
 * is awaited. An order that is given up here may still be paid, and one that was paid be paid again; that is reported, and
 * the money goes back.
 */
export function razorpayOf({ keyId, secret, apiUrl, hookSecrets }: RazorpayKeys): Provider {
  const api = razorpayApi(keyId, secret, apiUrl);
  const look: NonNullable<Provider["look"]> = (charge, until) => lookAtRazorpay(api, keyId, charge, until);
  const stateOf = async (charge: Charge, until: Deadline) => (await look(charge, until))?.charge;
  return {
    authorize: (charge, until, remember) =>
      orDeclined(async () => {
        const known = charge.provider_reference;
        const isRepeated = Date.now() - charge.created_at > freshMs;
        const id =
          known ?? (isRepeated ? await findOrder(api, charge, until) : undefined) ?? (await create(api, charge, until));
        if (!known) await remember(id);
        const now = known || isRepeated ? await stateOf({ ...charge, provider_reference: id }, until) : undefined;
        return now ?? requiresAction(keyId, id);
      }),
    capture: (charge, amount, until) =>
      orDeclined(async () => {
        const paid = await paidBy(api, charge, until);
        if (!paid) return { declined: "The order has no payment at Razorpay." };
        const body = { amount: toSubunits(amount, charge), currency: charge.currency };
        if (paid.status === "authorized") await api.post(`/payments/${paid.id}/capture`, body, until);
        return { state: "captured", captured: amount, reference: charge.provider_reference };
      }),
    async void(charge, until) {
      const now = charge.provider_reference ? await stateOf(charge, until) : undefined;
      // What is only authorized Razorpay gives back by itself.
      const captured = now && "state" in now && now.state === "captured";
      return captured ? now : { state: "voided", captured: 0, reference: charge.provider_reference };
    },
    refund: (charge, { id, amount, repeated, bank_account_id }, until) =>
      orDeclined(async () => {
        if (bank_account_id) return { declined: "Razorpay gives money back only to where it came from." };
        const paid = await paidBy(api, charge, until);
        if (!paid) return { declined: "The order has no payment at Razorpay." };
        const known = repeated ? await findRefund(api, paid.id, id, until) : undefined;
        const body = { amount: toSubunits(amount, charge), receipt: id, notes: { refund_id: id } };
        const path = `/payments/${paid.id}/refund`;
        const made = known ?? (await api.post<RefundAtRazorpay>(path, body, until, { "x-refund-idempotency": id }));
        if (made.status === "failed") return { declined: "Razorpay could not give it back." };
        return { reference: made.id, pending: made.status === "pending" };
      }),
    look,
    giveBackSurplus: (charge, { reference, amount }, until) =>
      orDeclined(async () => {
        const body = { amount: toSubunits(amount, charge), notes: { surplus_of: charge.id } };
        const headers = { "x-refund-idempotency": `surplus_${reference}` };
        const made = await api.post<RefundAtRazorpay>(`/payments/${reference}/refund`, body, until, headers);
        if (made.status === "failed") return { declined: "Razorpay could not give it back." };
        return { reference: made.id, pending: made.status === "pending" };
      }),
    list: (from, to, until) => listRazorpay(api, from, to, until),
    ...(hookSecrets.length > 0 ? { read: (hook, now) => readRazorpay(hook, hookSecrets, now) } : {}),
  };
}

async function create(api: RazorpayApi, charge: Charge, until: Deadline): Promise<string> {
  const { id, store_id, order_id, currency, capture_at_once } = charge;
  const { id: made } = await api.post<OrderAtRazorpay>(
    "/orders",
    {
      amount: toSubunits(charge.amount, charge),
      currency,
      receipt: id,
      notes: { store_id: String(store_id), order_id, payment_id: id },
      payment: { capture: capture_at_once ? "automatic" : "manual" },
    },
    until,
  );
  return made;
}

async function findOrder(api: RazorpayApi, { id }: Charge, until: Deadline): Promise<string | undefined> {
  for await (const order of everyItem<OrderAtRazorpay>(api, "/orders", { receipt: id }, until))
    if (order.receipt === id) return order.id;
  return undefined;
}

async function findRefund(api: RazorpayApi, payment: string, id: string, until: Deadline) {
  for await (const refund of everyItem<RefundAtRazorpay>(api, `/payments/${payment}/refunds`, {}, until))
    if (refund.receipt === id || refund.notes?.refund_id === id) return refund;
  return undefined;
}

async function orDeclined<T>(work: () => Promise<T | Declined>): Promise<T | Declined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RazorpayRefusal) return { declined: error.message };
    throw error;
  }
}
