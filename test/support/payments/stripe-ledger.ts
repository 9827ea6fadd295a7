import type { Received } from "./stripe-double.ts";
import { wrong } from "./stripe-double.ts";

/** An HTTP response. */
export interface Reply {
  status: number;
  body: object;
}

interface Intent {
  id: string;
  object: "payment_intent";
  amount: number;
  amount_received: number;
  currency: string;
  capture_method: string;
  payment_method: string | null;
  status: string;
  last_payment_error: { message: string } | null;
  metadata: Record<string, string>;
  client_secret: string;
  next_action: object | null;
  created: number;
}

/** A refund as Stripe keeps it. */
export interface RefundKept {
  id: string;
  object: "refund";
  payment_intent: string;
  amount: number;
  status: string;
  metadata: { refund_id?: string };
  created: number;
}

/** A dispute as Stripe keeps it. */
export interface DisputeKept {
  id: string;
  object: "dispute";
  payment_intent: string;
  amount: number;
  status: string;
  reason: string;
  evidence_details: { due_by: number };
  created: number;
}

/** Stripe's state: intents, refunds, and every movement of money. */
export interface StripeLedger {
  intents: Map<string, Intent>;
  refunds: Map<string, RefundKept>;
  disputes: Map<string, DisputeKept>;
  captured: number[];
  refunded: number[];
}

/** Processes a request by the rules of Stripe's payment intents. */
export function answersOf(books: StripeLedger, { method, path, form }: Received): Reply {
  const [, , resource, id = "", operation = "read"] = path.split("/");
  if (resource === "refunds" && method === "GET") return list([...books.refunds.values()], form);
  if (resource === "disputes") return list([...books.disputes.values()], form);
  if (resource === "refunds") return refund(books, form);
  if (id === "" && method === "GET") return list([...books.intents.values()], form);
  if (id === "") return create(books, form);
  const intent = books.intents.get(id);
  if (!intent) return wrong(404, "invalid_request_error", "No such payment_intent.", { code: "resource_missing" });
  if (method === "GET") return ok(intent);
  const work = operations[operation];
  return work ? work(books, intent, form) : wrong(404, "invalid_request_error", "Unrecognized request URL.");
}

const ok = (body: object): Reply => ({ status: 200, body: structuredClone(body) });

const unexpected = (intent: Intent) =>
  wrong(400, "invalid_request_error", `This PaymentIntent is ${intent.status}.`, {
    code: "payment_intent_unexpected_state",
  });

function create(books: StripeLedger, form: Record<string, string>): Reply {
  if (form["automatic_payment_methods[enabled]"] !== "true") {
    return wrong(400, "invalid_request_error", "This double wants automatic payment methods.");
  }
  const intent: Intent = {
    id: `pi_${books.intents.size + 1}`,
    object: "payment_intent",
    amount: Number(form.amount),
    amount_received: 0,
    currency: String(form.currency),
    capture_method: String(form.capture_method),
    payment_method: form.payment_method ?? null,
    status: form.payment_method ? "requires_confirmation" : "requires_payment_method",
    last_payment_error: null,
    metadata: {
      store_id: String(form["metadata[store_id]"]),
      payment_id: String(form["metadata[payment_id]"]),
      order_id: String(form["metadata[order_id]"]),
    },
    client_secret: `pi_${books.intents.size + 1}_secret_double`,
    next_action: null,
    created: now(),
  };
  if (intent.payment_method === "pm_unknown") return wrong(400, "invalid_request_error", "No such PaymentMethod.");
  books.intents.set(intent.id, intent);
  return ok(intent);
}

const operations: Record<string, (books: StripeLedger, intent: Intent, form: Record<string, string>) => Reply> = {
  confirm(books, intent) {
    if (intent.status !== "requires_confirmation") return unexpected(intent);
    if (intent.payment_method === "pm_card_chargeDeclined") {
      intent.status = "requires_payment_method";
      intent.last_payment_error = { message: "Your card was declined." };
      return wrong(402, "card_error", "Your card was declined.", { code: "card_declined" });
    }
    if (intent.payment_method === "pm_card_authenticationRequired") {
      Object.assign(intent, { status: "requires_action", next_action: { type: "use_stripe_sdk" } });
      return ok(intent);
    }
    if (intent.payment_method === "pm_sepaDebit") {
      intent.status = "processing";
      return ok(intent);
    }
    intent.status = "requires_capture";
    return intent.capture_method === "manual" ? ok(intent) : take(books, intent, intent.amount);
  },
  capture(books, intent, form) {
    if (intent.status !== "requires_capture") return unexpected(intent);
    return take(books, intent, Number(form.amount_to_capture));
  },
  cancel(_books, intent) {
    if (["succeeded", "canceled", "processing"].includes(intent.status)) return unexpected(intent);
    intent.status = "canceled";
    return ok(intent);
  },
};

function take(books: StripeLedger, intent: Intent, amount: number): Reply {
  intent.status = "succeeded";
  intent.amount_received = amount;
  books.captured.push(amount);
  return ok(intent);
}

function refund(books: StripeLedger, form: Record<string, string>): Reply {
  const intent = books.intents.get(String(form.payment_intent));
  const given = [...books.refunds.values()].filter(
    ({ payment_intent, status }) => payment_intent === intent?.id && status !== "failed",
  );
  const left = (intent?.amount_received ?? 0) - given.reduce((sum, { amount }) => sum + amount, 0);
  const amount = Number(form.amount);
  if (!intent || amount > left) return wrong(400, "invalid_request_error", "Refund amount is greater than unrefunded.");
  const metadata = { refund_id: form["metadata[refund_id]"] };
  const status = intent.payment_method === "pm_sepaDebit" ? "pending" : "succeeded";
  const of = { object: "refund" as const, payment_intent: intent.id, created: now() };
  const made = { id: `re_${books.refunds.size + 1}`, ...of, amount, status, metadata };
  books.refunds.set(made.id, made);
  books.refunded.push(amount);
  return ok(made);
}

interface Kept {
  id: string;
  created: number;
  payment_intent?: string;
}

// The newest first, in pages, as Stripe lists.
function list(all: Kept[], form: Record<string, string>): Reply {
  const { payment_intent, limit = "10", starting_after: after } = form;
  const [from, to] = [Number(form["created[gte]"] ?? 0), Number(form["created[lt]"] ?? Number.POSITIVE_INFINITY)];
  const found = all
    .filter((each) => payment_intent === undefined || each.payment_intent === payment_intent)
    .filter(({ created }) => created >= from && created < to)
    .reverse();
  const rest = found.slice(after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1);
  const data = rest.slice(0, Number(limit));
  return ok({ object: "list", url: "/v1/list", has_more: rest.length > data.length, data });
}

const now = () => Math.floor(Date.now() / 1_000);

/** What happens at Stripe without a request of ours; returns the object that its event is about. */
export const atStripe = {
  /** A payer confirms, or a bank decides. */
  decide(books: StripeLedger, id: string, succeeds: boolean): object {
    const intent = books.intents.get(id) as Intent;
    intent.next_action = null;
    if (!succeeds)
      return Object.assign(intent, {
        status: "requires_payment_method",
        last_payment_error: { message: "Not allowed." },
      });
    if (intent.capture_method === "manual") return Object.assign(intent, { status: "requires_capture" });
    take(books, intent, intent.amount);
    return intent;
  },
  capture(books: StripeLedger, id: string): object {
    const intent = books.intents.get(id) as Intent;
    take(books, intent, intent.amount);
    return intent;
  },
  /** In the dashboard. */
  refund(books: StripeLedger, id: string, amount: number): object {
    refund(books, { payment_intent: id, amount: String(amount) });
    const made = [...books.refunds.values()].at(-1) as RefundKept;
    made.status = "succeeded";
    return made;
  },
  decideRefund(books: StripeLedger, id: string, succeeds: boolean): object {
    return Object.assign(books.refunds.get(id) as RefundKept, { status: succeeds ? "succeeded" : "failed" });
  },
  /** A dispute of a payment, or of the part that another name has. */
  dispute(books: StripeLedger, id: string, amount: number, status: string, reason = "fraudulent"): object {
    const known = [...books.disputes.values()].find((each) => each.payment_intent === id && each.reason === reason);
    if (known) return Object.assign(known, { status });
    const of = { object: "dispute" as const, payment_intent: id, reason, created: now() };
    const made = {
      id: `dp_${books.disputes.size + 1}`,
      ...of,
      amount,
      status,
      evidence_details: { due_by: now() + 1_000 },
    };
    books.disputes.set(made.id, made);
    return made;
  },
};
