import { startRazorpay } from "./razorpay-double.ts";

// Disputes of parts at Razorpay, in currencies of 0, 2 and 3 decimals, and where a store's decimals are others: prints what is
// left of each payment here, and by Razorpay's own ledger.
const double = await startRazorpay();
Object.assign(process.env, {
  RAZORPAY_KEY_ID: double.keyId,
  RAZORPAY_KEY_SECRET: double.secret,
  RAZORPAY_API_URL: double.url,
  RAZORPAY_WEBHOOK_SECRET: "secret of the odd",
});
await import("../data-folder.ts");
const { newOrder, openPayments, paymentOf } = await import("./harness.ts");
const { handleDue } = await import("../../../services/payments/workers/hooks.ts");
const { toSubunits } = await import("../../../services/payments/providers/subunits.ts");
const { db, call, money } = await openPayments();
const logger = { warn: (...all: unknown[]) => console.error(...all) } as never;

const currencies = [
  ["JPY", 0, 1_000],
  ["INR", 2, 100_000],
  ["KWD", 3, 100_000],
  ["INR", 0, 1_000],
  ["JPY", 2, 100_000],
] as const;
const ends = [];
for (const [currency, currency_decimals, amount] of currencies) {
  const ref = newOrder();
  const of = { provider: "razorpay" as const, currency, currency_decimals, amount };
  const { provider_reference } = await call("payments.authorize", paymentOf(ref, of));
  const payment = double.pay(String(provider_reference));
  const tell = async (event: string) => {
    await call("payments.receiveHook", {
      provider: "razorpay",
      hook: double.message("secret of the odd", event, payment),
    });
    while ((await handleDue({ db, logger }, Date.now() + 1)) > 0);
  };
  const part = (of: number) => Math.floor((payment.amount * of) / 100);
  const dispute = (status: string, of: number, more: object = {}) => {
    const id = `disp_${double.disputes.length + 1}`;
    double.disputes.push({
      id,
      payment_id: payment.id,
      amount: part(of),
      amount_deducted: 0,
      phase: "chargeback",
      status,
      reason_code: "goods_not_received",
      respond_by: 1_800_000_000,
      ...more,
    });
  };
  double.refunds.push({
    id: `rfnd_odd_${ends.length}`,
    payment_id: payment.id,
    amount: part(11.111),
    status: "processed",
    receipt: null,
    notes: [],
    created_at: payment.created_at,
  });
  dispute("open", 22.222);
  dispute("lost", 33.333, { amount_deducted: part(5.555) });
  dispute("won", 44.444);
  dispute("open", 55.555, { phase: "retrieval" });
  await tell("payment.dispute.created");
  const theirs = payment.amount - part(11.111) - part(22.222) - part(5.555);
  const { payments, disputes } = await money(ref);
  const [{ captured = 0, refunded = 0, disputed = 0 } = {}] = payments;
  const ours = toSubunits(captured - refunded - disputed, of);
  // Of minor units that are larger than Razorpay's, what is left is right to one of them.
  const unit = Math.max(1, payment.amount / amount);
  ends.push({
    currency,
    currency_decimals,
    isRight: Math.abs(theirs - ours) < unit,
    theirs,
    ours,
    disputes: disputes.map((each) => `${each.status} ${each.amount}`),
  });
}
await double.stop();
console.log(JSON.stringify(ends));
process.exit(0);
