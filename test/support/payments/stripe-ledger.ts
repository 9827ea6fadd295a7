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
}

/** Stripe's state: intents, refunds, and every movement of money. */
export interface StripeLedger {
  intents: Map<string, Intent>;
  refunds: Map<string, { id: string; payment_intent: string; amount: number; status: string; metadata: object }>;
  captured: number[];
  refunded: number[];
}

/** Processes a request by the rules of Stripe's payment intents. */
export function answersOf(books: StripeLedger, { method, path, form }: Received): Reply {
  const [, , resource, id = "", operation = "read"] = path.split("/");
  if (resource === "refunds" && method === "GET") return listRefunds(books, form);
  if (resource === "refunds") return refund(books, form);
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
    metadata: { payment_id: String(form["metadata[payment_id]"]), order_id: String(form["metadata[order_id]"]) },
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
    intent.status = "requires_capture";
    return intent.capture_method === "manual" ? ok(intent) : take(books, intent, intent.amount);
  },
  capture(books, intent, form) {
    if (intent.status !== "requires_capture") return unexpected(intent);
    return take(books, intent, Number(form.amount_to_capture));
  },
  cancel(_books, intent) {
    if (intent.status === "succeeded" || intent.status === "canceled") return unexpected(intent);
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
  const given = [...books.refunds.values()].filter(({ payment_intent }) => payment_intent === intent?.id);
  const left = (intent?.amount_received ?? 0) - given.reduce((sum, { amount }) => sum + amount, 0);
  const amount = Number(form.amount);
  if (!intent || amount > left) return wrong(400, "invalid_request_error", "Refund amount is greater than unrefunded.");
  const metadata = { refund_id: form["metadata[refund_id]"] };
  const made = { id: `re_${books.refunds.size + 1}`, payment_intent: intent.id, amount, status: "succeeded", metadata };
  books.refunds.set(made.id, made);
  books.refunded.push(amount);
  return ok(made);
}

const listRefunds = (books: StripeLedger, { payment_intent }: Record<string, string>): Reply =>
  ok({
    object: "list",
    url: "/v1/refunds",
    has_more: false,
    data: [...books.refunds.values()].filter((each) => each.payment_intent === payment_intent),
  });
