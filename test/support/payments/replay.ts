import { createHmac } from "node:crypto";
import { startStripe } from "./stripe-double.ts";
import { atStripe } from "./stripe-ledger.ts";

// Payments whose events come from Stripe: `replay.ts <how many> ordered|shuffled`. Shuffled, they come in random order, twice
// each, and one in ten never. It prints what the payments are at the end, and what the ledger of the provider says.
const [many = "40", order = "shuffled"] = process.argv.slice(2);
const secret = "whsec_of_the_replay";
const double = await startStripe();
Object.assign(process.env, {
  STRIPE_SECRET_KEY: double.secret,
  STRIPE_API_URL: double.url,
  STRIPE_WEBHOOK_SECRET: `whsec_of_tomorrow,${secret}`,
});
await import("../data-folder.ts");
const { newOrder, openPayments, paymentOf, writeOn } = await import("./harness.ts");
const { handleDue } = await import("../../../services/payments/workers/hooks.ts");
const { toStripe } = await import("../../../services/payments/providers/stripe-amounts.ts");

const { db, call, money } = await openPayments();
const { books } = double;
const currencies = [
  ["USD", 2, 5_124],
  ["JPY", 0, 500],
  ["KWD", 3, 5_124],
  ["ISK", 0, 700],
  ["MGA", 2, 150_000],
  ["HUF", 0, 1_500],
] as const;
const cards = ["visa", "authenticationRequired", "authenticationRequired", "sepa", "sepa", "sepa"];
const isShuffled = order === "shuffled";
let seed = 7;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const waiting: { id: string; object: object }[] = [];
let happened = 0;

/** An event of Stripe about an object as it is now. */
async function tell(object: object): Promise<void> {
  happened++;
  if (isShuffled && random() < 0.1) return;
  const event = { id: `evt_${happened}`, object: structuredClone(object) };
  waiting.push(event);
  if (!isShuffled) return deliver();
  waiting.push(event);
}

async function deliver(): Promise<void> {
  const events = waiting.splice(0);
  if (isShuffled) events.sort(() => random() - 0.5);
  for (const { id, object } of events) {
    const { object: kind = "" } = object as { object?: string };
    const type = `${kind === "dispute" ? "charge.dispute" : kind}.updated`;
    const body = JSON.stringify({ id, type, data: { object } });
    const time = Math.floor(Date.now() / 1_000);
    const signed = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    const headers = { "stripe-signature": `t=${time},v1=${signed}` };
    await call("payments.receiveHook", { provider: "stripe", hook: { body, headers } });
  }
  const logger = { warn: (...all: unknown[]) => console.error(...all) } as never;
  while ((await handleDue({ db, logger }, Date.now() + 1)) > 0);
}

const made = [];
for (let index = 0; index < Number(many); index++) {
  const kind = index % 10;
  const [currency, currency_decimals, amount] = currencies[index % currencies.length] ?? currencies[0];
  const card = cards[kind] ?? "visa";
  const payment_method_id = card === "sepa" ? "pm_sepaDebit" : `pm_card_${card}`;
  const ref = newOrder();
  const of = {
    provider: "stripe" as const,
    payment_method_id,
    amount,
    currency,
    currency_decimals,
    capture: kind !== 8,
  };
  const payment = await call("payments.authorize", paymentOf(ref, of));
  made.push({ kind, ref, of, payment, intent: String(payment.provider_reference) });
}
for (const { kind, intent } of made) {
  if (kind >= 1 && kind <= 5) await tell(atStripe.decide(books, intent, kind !== 2 && kind !== 5));
  if (kind === 8) await tell(atStripe.capture(books, intent));
}
await deliver();
const night = () => call("payments.reconcile", { from: Date.now() - 600_000, to: Date.now() + 60_000 });
let mended = isShuffled ? (await night()).mended.length : 0;
for (const { kind, ref, intent, of } of made) {
  const sent = toStripe(of.amount, of);
  const half = Math.floor(sent / 200) * 100;
  if ([0, 3, 4].includes(kind)) {
    const amount = Math.floor(of.amount / 20) * 10;
    const { refunds } = await call("payments.refund", { ...writeOn(ref), reference: "back", amount });
    const reference =
      [...books.refunds.values()].find(({ metadata }) => metadata.refund_id === refunds[0]?.id)?.id ?? "";
    if (kind !== 0) await tell(atStripe.decideRefund(books, reference, kind === 3));
  }
  if (kind === 6 || kind === 9) await tell(atStripe.refund(books, intent, half));
  if (kind === 9) await tell(atStripe.refund(books, intent, sent - half));
  if (kind === 7 || kind === 8) await tell(atStripe.dispute(books, intent, sent, "needs_response"));
  if (kind === 7 || kind === 8) await tell(atStripe.dispute(books, intent, sent, kind === 7 ? "lost" : "won"));
}
await deliver();
if (isShuffled) mended += (await night()).mended.length;
const again = await night();

const ends = [];
const wrong = [];
for (const { ref, of, intent } of made) {
  const { payments, refunds, disputes } = await money(ref);
  const [{ status = "", captured = 0, refunded = 0, disputed = 0 } = {}] = payments;
  ends.push([
    status,
    captured,
    refunded,
    disputed,
    refunds.map((each) => each.status),
    disputes.map((each) => each.status),
  ]);
  const theirs = books.intents.get(intent)?.amount_received ?? 0;
  const sum = (all: { amount: number; payment_intent: string; status: string }[], but: string) =>
    all.reduce(
      (total, each) => (each.payment_intent === intent && each.status !== but ? total + each.amount : total),
      0,
    );
  const left = theirs - sum([...books.refunds.values()], "failed") - sum([...books.disputes.values()], "won");
  const ours = toStripe(captured, of) - toStripe(refunded + disputed, of);
  if (left !== ours) wrong.push({ currency: of.currency, intent, left, ours, end: ends.at(-1) });
}
await double.stop();
console.log(JSON.stringify({ ends, wrong, mended, left: again.mended, differences: again.differences, happened }));
process.exit(0);
