import { createHmac } from "node:crypto";
import { startStripe } from "./stripe-double.ts";
import type { RefundKept } from "./stripe-ledger.ts";
import { atStripe } from "./stripe-ledger.ts";

// What Stripe tells in an odd order, or once for several things: prints what each payment is at the end, and its events.
const secret = "whsec_of_the_odd";
const double = await startStripe();
Object.assign(process.env, {
  STRIPE_SECRET_KEY: double.secret,
  STRIPE_API_URL: double.url,
  STRIPE_WEBHOOK_SECRET: secret,
});
await import("../data-folder.ts");
const { newOrder, openPayments, paymentOf, store_id, writeOn } = await import("./harness.ts");
const { handleDue } = await import("../../../services/payments/workers/hooks.ts");
const { db, call, money } = await openPayments();
const { books } = double;
const logger = { warn: (...all: unknown[]) => console.error(...all) } as never;
let told = 0;

/** Stripe tells of an object, which is then looked up. */
async function tell(object: object): Promise<void> {
  const { object: kind = "" } = object as { object?: string };
  const type = `${kind === "dispute" ? "charge.dispute" : kind}.updated`;
  const body = JSON.stringify({ id: `evt_odd_${++told}`, type, data: { object } });
  const time = Math.floor(Date.now() / 1_000);
  const signed = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  await call("payments.receiveHook", {
    provider: "stripe",
    hook: { body, headers: { "stripe-signature": `t=${time},v1=${signed}` } },
  });
  while ((await handleDue({ db, logger }, Date.now() + 1)) > 0);
}

async function paid(more: object = {}) {
  const ref = newOrder();
  const of = { provider: "stripe" as const, currency_decimals: 2, amount: 1_000, ...more };
  const payment = await call("payments.authorize", paymentOf(ref, of));
  return { ref, payment, intent: String(payment.provider_reference) };
}
type Paid = Awaited<ReturnType<typeof paid>>;

async function endOf({ ref }: Paid) {
  const { payments, refunds, disputes } = await money(ref);
  const [{ status = "", captured = 0, refunded = 0, disputed = 0 } = {}] = payments;
  const rows = await db.rows<{ name: string }>("SELECT name FROM payments_outbox WHERE fact LIKE ? ORDER BY id", [
    `%${ref.order_id}%`,
  ]);
  return {
    status,
    captured,
    refunded,
    disputed,
    refunds: refunds.map((each) => `${each.status} ${each.amount}`),
    disputes: disputes.map((each) => `${each.status} ${each.amount}`),
    events: rows.map(({ name }) => name),
  };
}

const scenarios: Record<string, (made: Paid) => Promise<unknown>> = {
  // One message tells of both: the dispute was won, and then all was given back in the dashboard.
  async refundAfterWon({ intent }) {
    await tell(atStripe.dispute(books, intent, 1_000, "needs_response"));
    atStripe.dispute(books, intent, 1_000, "won");
    await tell(atStripe.refund(books, intent, 1_000));
  },
  // The payer has a part back already, and objects to all of it.
  async disputeAfterRefund({ intent }) {
    await tell(atStripe.dispute(books, intent, 1_000, "needs_response"));
    await tell(atStripe.refund(books, intent, 400));
  },
  // A refund has failed, and the merchant has made another: the newer one is told first.
  async againAfterFailure({ ref, intent }) {
    const { refunds } = await call("payments.refund", { ...writeOn(ref), reference: "back", amount: 1_000 });
    const made = [...books.refunds.values()].find(
      ({ metadata }) => metadata.refund_id === refunds[0]?.id,
    ) as RefundKept;
    made.status = "failed";
    await tell(atStripe.refund(books, intent, 1_000));
  },
  async inquiryThatBecomesADispute({ intent }) {
    await tell(atStripe.dispute(books, intent, 1_000, "warning_needs_response"));
    await tell(atStripe.dispute(books, intent, 1_000, "needs_response"));
    await tell(atStripe.dispute(books, intent, 1_000, "lost"));
  },
  async inquiryThatIsClosed({ ref, intent }) {
    await tell(atStripe.dispute(books, intent, 1_000, "warning_needs_response"));
    await call("payments.refund", { ...writeOn(ref), reference: "back", amount: 300 });
    await tell(atStripe.dispute(books, intent, 1_000, "warning_closed"));
  },
  async twoDisputesOfParts({ intent }) {
    atStripe.dispute(books, intent, 333, "needs_response", "fraudulent");
    await tell(atStripe.dispute(books, intent, 333, "lost", "product_not_received"));
  },
  async anotherCurrency({ intent }) {
    const known = books.intents.get(intent);
    if (!known) throw new Error("Stripe has no such intent.");
    known.currency = "eur";
    await tell(atStripe.refund(books, intent, 100));
    await tell(atStripe.refund(books, intent, 100));
  },
  // The intent is ours, and its metadata name a payment of another store.
  async metadataOfAnotherStore({ intent }) {
    atStripe.refund(books, intent, 250);
    const metadata = { store_id: String(store_id + 1), payment_id: "pay_of_another" };
    await tell({ ...books.intents.get(intent), metadata });
  },
};

const ends: Record<string, object> = {};
for (const [name, play] of Object.entries(scenarios)) {
  const made = await paid();
  await play(made);
  ends[name] = await endOf(made);
}
// The dispute is the first that is told of a payment whose bank has decided meanwhile.
const debit = await paid({ payment_method_id: "pm_sepaDebit" });
atStripe.decide(books, debit.intent, true);
await tell(atStripe.dispute(books, debit.intent, 1_000, "needs_response"));
ends.disputeBeforeCapture = await endOf(debit);
await double.stop();
console.log(JSON.stringify(ends));
process.exit(0);
