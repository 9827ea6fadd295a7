import { startRazorpay } from "./razorpay-double.ts";

// The nightly reconciliation by a clock of its own: prints what a payment was after each time that it was due.
const double = await startRazorpay();
Object.assign(process.env, {
  RAZORPAY_KEY_ID: double.keyId,
  RAZORPAY_KEY_SECRET: double.secret,
  RAZORPAY_API_URL: double.url,
});
await import("../data-folder.ts");
const { newOrder, openPayments, paymentOf } = await import("./harness.ts");
const { reconcileOnce } = await import("../../../services/payments/workers/reconcile.ts");

const { db, call, money, events } = await openPayments();
const hour = 3_600_000;
const midnight = Date.UTC(2026, 0, 10);
const ref = newOrder();
const of = { provider: "razorpay" as const, currency: "INR", currency_decimals: 2 };
const payment = await call("payments.authorize", paymentOf(ref, of));
const atNoon = midnight - 12 * hour;
double.pay(String(payment.provider_reference)).created_at = atNoon / 1_000;
await db.run("UPDATE payments SET updated_at = ? WHERE public_id = ?", [atNoon, payment.id]);

let runs = 0;
const logger = { info: () => void runs++, warn: () => undefined } as never;
const seen: object[] = [];
/** Lets the worker look at the clock; of two processes at once where there is something to reconcile. */
async function at(hours: number): Promise<void> {
  const [before, asked] = [runs, double.requests()];
  const now = midnight + hours * hour;
  const workers = double.behaviour.away ? 1 : 2;
  await Promise.all(Array.from({ length: workers }, () => reconcileOnce({ db, logger }, now)));
  const { payment_status } = await money(ref);
  seen.push({ hours, runs: runs - before, asked: double.requests() > asked, payment_status });
}

await at(1);
double.behaviour.away = true;
await at(2);
double.behaviour.away = false;
await at(2.25);
await at(3);
await at(25);
await at(26);
double.behaviour.away = true;
await at(55);
await at(56);
await double.stop();
console.log(JSON.stringify({ seen, events: await events(payment.id) }));
process.exit(0);
