import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Order {
  id: string;
  entity: "order";
  amount: number;
  currency: string;
  receipt: string;
  notes: object;
  capture: string;
  created_at: number;
}

interface Payment {
  id: string;
  order_id: string;
  amount: number;
  currency: string;
  amount_refunded: number;
  status: string;
  notes: object;
  created_at: number;
}

interface Refund {
  id: string;
  payment_id: string;
  amount: number;
  status: string;
  receipt: string | null;
  notes: object;
  created_at: number;
}

/** The part of Razorpay's API that we use, on a local port, with its ledger. */
export interface RazorpayDouble {
  url: string;
  keyId: string;
  secret: string;
  orders: Order[];
  payments: Payment[];
  refunds: Refund[];
  disputes: {
    id: string;
    payment_id: string;
    amount: number;
    amount_deducted?: number;
    phase?: string;
    status: string;
    reason_code: string;
    respond_by: number;
  }[];
  /** Loses the answer of the next request whose path has this ending, after its effect. */
  loseNext(ending: string): void;
  /** Forgets all idempotency keys. */
  forgetKeys(): void;
  /** How it behaves by now: refunds stay pending or are refused, or every request is answered 503. */
  behaviour: { refunds: "processed" | "pending" | "refused"; away: boolean };
  /** How many requests it has had. */
  requests(): number;
  /** A refund that was pending ends. */
  decide(refund: Refund, status: "processed" | "failed"): void;
  /** A message as Razorpay sends it about a payment, and about what else is named; signed with a secret. */
  message(secret: string, event: string, payment: Payment, more?: Record<string, object>): Message;
  /** A payer pays an order in Checkout. */
  pay(order_id: string): Payment;
  stop(): Promise<void>;
}

interface Message {
  body: string;
  headers: Record<string, string>;
}

interface Reply {
  status: number;
  body: object;
}

const ok = (body: object): Reply => ({ status: 200, body });
const refused = (description: string, status = 400): Reply => ({
  status,
  body: {
    error: {
      code: "BAD_REQUEST_ERROR",
      description,
      source: "business",
      step: null,
      reason: "input_validation_failed",
    },
  },
});
const now = () => Math.floor(Date.now() / 1_000);

/** Starts one. It refuses what Razorpay would: wrong keys, captures of another amount, refunds above what is left. */
export async function startRazorpay(): Promise<RazorpayDouble> {
  const [keyId, secret] = ["rzp_test_double", "razorpay_secret"];
  const [orders, payments, refunds]: [Order[], Payment[], Refund[]] = [[], [], []];
  const disputes: RazorpayDouble["disputes"] = [];
  const lost: string[] = [];
  const behaviour: RazorpayDouble["behaviour"] = { refunds: "processed", away: false };
  let [requests, messages] = [0, 0];
  const keys = new Map<string, Refund>();
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString("base64")}`;

  function refund(
    payment: Payment,
    body: { amount: number; receipt?: string; notes?: object },
    key: string | undefined,
  ) {
    const known = key === undefined ? undefined : keys.get(key);
    if (known) return ok(known);
    if (payment.status !== "captured") return refused("The payment status should be captured for action to be taken");
    if (behaviour.refunds === "refused") return refused("Your account does not have enough balance");
    if (payment.amount_refunded + body.amount > payment.amount)
      return refused("The total refund amount is greater than the refund payment amount");
    const of = { payment_id: payment.id, amount: body.amount, receipt: body.receipt ?? null, notes: body.notes ?? [] };
    const made = { id: `rfnd_${refunds.length + 1}`, ...of, status: behaviour.refunds, created_at: now() };
    refunds.push(made);
    payment.amount_refunded += body.amount;
    if (payment.amount_refunded === payment.amount) payment.status = "refunded";
    if (key) keys.set(key, made);
    return ok(made);
  }

  function answer(method: string, path: string, query: URLSearchParams, body: never, key?: string): Reply {
    const [, , resource, id, part] = path.split("/");
    const payment = payments.find((each) => each.id === id);
    if (resource === "orders" && method === "POST") {
      const { payment: how, ...given } = body as Order & { payment: { capture: string } };
      const made = {
        ...given,
        id: `order_${orders.length + 1}`,
        entity: "order" as const,
        capture: how.capture,
        created_at: now(),
      };
      orders.push(made);
      return ok(made);
    }
    if (resource === "orders" && part === "payments")
      return page(
        payments.filter(({ order_id }) => order_id === id),
        query,
      );
    if (resource === "orders")
      return page(
        orders.filter(({ receipt }) => receipt === query.get("receipt")),
        query,
      );
    if (resource === "refunds") return page(refunds, query);
    if (resource === "disputes") return page(disputes, query);
    if (resource === "payments" && id === undefined) return page(payments, query);
    if (!payment) return refused("The id provided does not exist");
    if (part === "refunds")
      return page(
        refunds.filter(({ payment_id }) => payment_id === id),
        query,
      );
    if (part === "refund") return refund(payment, body, key);
    if (part !== "capture") return ok(payment);
    if (payment.status !== "authorized") return refused("This payment has already been captured");
    if ((body as Payment).amount !== payment.amount)
      return refused("Capture amount must be equal to the amount authorized");
    payment.status = "captured";
    return ok(payment);
  }

  async function serve(request: IncomingMessage): Promise<Reply | undefined> {
    requests++;
    if (behaviour.away) return refused("Service unavailable", 503);
    let body = "";
    for await (const part of request) body += part;
    const { pathname, searchParams } = new URL(String(request.url), "http://razorpay");
    if (request.headers.authorization !== authorization) return refused("Authentication failed", 401);
    const key = request.headers["x-refund-idempotency"]?.toString();
    const reply = answer(String(request.method), pathname, searchParams, JSON.parse(body || "{}") as never, key);
    const index = lost.findIndex((ending) => pathname.endsWith(ending));
    if (index < 0) return reply;
    lost.splice(index, 1);
    return undefined;
  }

  const server = createServer(async (request, response) => {
    const reply = await serve(request);
    if (!reply) return void request.socket.destroy();
    response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keyId,
    secret,
    orders,
    payments,
    refunds,
    disputes,
    behaviour,
    requests: () => requests,
    decide(refund, status) {
      refund.status = status;
      if (status === "processed") return;
      const payment = payments.find(({ id }) => id === refund.payment_id) as Payment;
      payment.amount_refunded -= refund.amount;
      payment.status = "captured";
    },
    message(secret, event, payment, more = {}) {
      const entities = { payment: { ...payment, entity: "payment" }, ...more };
      const payload = Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }]));
      const about = { entity: "event", account_id: "acc_double", event, contains: Object.keys(entities) };
      const body = JSON.stringify({ ...about, payload, created_at: now() });
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      return { body, headers: { "x-razorpay-signature": signature, "x-razorpay-event-id": `event_${++messages}` } };
    },
    loseNext: (ending) => void lost.push(ending),
    forgetKeys: () => keys.clear(),
    pay(order_id) {
      const { amount, currency, capture, notes } = orders.find(({ id }) => id === order_id) as Order;
      const status = capture === "automatic" ? "captured" : "authorized";
      const made = {
        id: `pay_rzp${payments.length + 1}`,
        order_id,
        amount,
        currency,
        amount_refunded: 0,
        status,
        notes,
        created_at: now(),
      };
      payments.push(made);
      return made;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

// The newest first, as Razorpay lists; of a period, where it is given.
function page(all: readonly { id: string; created_at?: number }[], query: URLSearchParams): Reply {
  const [skip, count] = [Number(query.get("skip") ?? 0), Number(query.get("count") ?? 10)];
  const [from, to] = [Number(query.get("from") ?? 0), Number(query.get("to") ?? Number.MAX_SAFE_INTEGER)];
  const within = all.filter(({ created_at = from }) => created_at >= from && created_at <= to);
  const items = within.toReversed().slice(skip, skip + count);
  return ok({ entity: "collection", count: items.length, items });
}
