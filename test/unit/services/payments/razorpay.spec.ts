import { createHmac } from "node:crypto";
import { expect } from "chai";
import type { Charge, Deadline } from "../../../../services/payments/providers/provider.ts";
import { razorpayOf } from "../../../../services/payments/providers/razorpay.ts";
import { readStripe } from "../../../../services/payments/providers/stripe-hook.ts";
import { type RazorpayDouble, startRazorpay } from "../../../support/payments/razorpay-double.ts";

const deadline: Deadline = { ms: 10_000 };
const hookSecrets = ["secret of today", "secret of before"];
const signed = (text: string, secret = hookSecrets[1] ?? "") => createHmac("sha256", secret).update(text).digest("hex");
let made = 0;

describe("Razorpay provider", () => {
  let double: RazorpayDouble;
  before(async () => {
    double = await startRazorpay();
  });
  after(() => double.stop());

  const provider = () => {
    const { keyId, secret, url: apiUrl } = double;
    return razorpayOf({ keyId, secret, apiUrl, hookSecrets });
  };
  const newCharge = (more: Partial<Charge> = {}): Charge => ({
    store_id: 745,
    id: `pay_razorpay_${++made}`,
    order_id: "ord_1",
    amount: 12_345,
    currency: "INR",
    currency_decimals: 2,
    payment_method_id: null,
    capture_at_once: true,
    provider_reference: null,
    return_url: null,
    created_at: Date.now(),
    ...more,
  });
  const authorize = (charge: Charge) =>
    provider().authorize(charge, deadline, async (reference) => {
      charge.provider_reference = reference;
    });
  const look = async (charge: Charge) => provider().look?.(charge, deadline);

  it("makes an order for Checkout, and sees its payment when the payer has made it", async () => {
    const charge = newCharge();
    const asked = await authorize(charge);
    expect(asked).to.deep.include({ state: "requires_action", captured: 0 });
    expect(asked).to.have.nested.property("action.key_id", double.keyId);
    expect(double.orders.at(-1)).to.include({ amount: 12_345, currency: "INR", receipt: charge.id });
    double.pay(String(charge.provider_reference));
    expect((await look(charge))?.charge).to.include({ state: "captured", captured: 12_345 });
  });

  for (const [currency, decimals, amount, sent] of [
    ["JPY", 0, 500, 500],
    ["KWD", 3, 5_120, 5_120],
    ["INR", 0, 99, 9_900],
  ] as const)
    it(`writes ${currency} of ${decimals} decimals in its subunits`, async () => {
      const charge = newCharge({ currency, currency_decimals: decimals, amount });
      await authorize(charge);
      expect(double.orders.at(-1)?.amount).to.equal(sent);
      double.pay(String(charge.provider_reference));
      expect((await look(charge))?.charge).to.include({ state: "captured", captured: amount });
    });

  it("makes one order and one refund when answers are lost and keys forgotten", async () => {
    const charge = newCharge({ created_at: Date.now() - 60_000 });
    double.loseNext("/orders");
    expect(await authorize(charge).catch(() => "unknown")).to.equal("unknown");
    const orders = double.orders.length;
    expect(await authorize(charge)).to.include({ state: "requires_action" });
    expect(double.orders.length).to.be.at.most(orders + 1);
    expect(new Set(double.orders.map(({ receipt }) => receipt)).size).to.equal(double.orders.length);
    double.pay(String(charge.provider_reference));
    const refund = { id: `ref_${charge.id}`, amount: 345, before: 0 };
    double.loseNext("/refund");
    const lost = await provider()
      .refund(charge, { ...refund, repeated: false }, deadline)
      .catch(() => "unknown");
    expect(lost).to.equal("unknown");
    double.forgetKeys();
    expect(await provider().refund(charge, { ...refund, repeated: true }, deadline)).to.include({ pending: false });
    const [seen, ...more] = (await look(charge))?.refunds ?? [];
    expect(seen).to.include({ id: refund.id, amount: 345, status: "succeeded" });
    expect(more).to.deep.equal([]);
  });

  it("captures what was held, declines a refund above it, and voids an order that nobody paid", async () => {
    const charge = newCharge({ capture_at_once: false });
    await authorize(charge);
    expect(await provider().void(newCharge(), deadline)).to.include({ state: "voided" });
    double.pay(String(charge.provider_reference));
    expect((await look(charge))?.charge).to.include({ state: "authorized" });
    for (const _ of [1, 2])
      expect(await provider().capture(charge, 12_345, deadline)).to.include({ state: "captured", captured: 12_345 });
    const much = { id: `ref_${charge.id}`, amount: 99_999, before: 0, repeated: false };
    expect(await provider().refund(charge, much, deadline))
      .to.have.property("declined")
      .that.matches(/greater/);
    expect(await provider().void(charge, deadline)).to.include({ state: "captured" });
  });

  it("tells of disputes with the time until which evidence is taken", async () => {
    const charge = newCharge();
    await authorize(charge);
    const { id: payment_id } = double.pay(String(charge.provider_reference));
    const of = { reason_code: "goods_not_received", respond_by: 1_800_000_000 };
    double.disputes.push({ id: "disp_1", payment_id, amount: 12_345, status: "under_review", ...of });
    expect((await look(charge))?.disputes).to.deep.equal([
      {
        reference: "disp_1",
        amount: 12_345,
        status: "open",
        reason: "goods_not_received",
        evidence_due_at: 1_800_000_000_000,
      },
    ]);
  });

  describe("messages", () => {
    const refusal = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return (error as { type: string }).type;
      }
      return "taken";
    };
    const entity = { id: "pay_1", order_id: "order_1", notes: { store_id: "745", payment_id: "pay_x" } };
    const bodyAt = (created_at: number) =>
      JSON.stringify({ entity: "event", event: "payment.captured", created_at, payload: { payment: { entity } } });

    it("of Razorpay are taken by either secret, and not when forged, old or malformed", () => {
      const now = Date.now();
      const body = bodyAt(Math.floor(now / 1_000));
      const read = (text: string, signature: string) =>
        provider().read?.(
          { body: text, headers: { "x-razorpay-signature": signature, "x-razorpay-event-id": "e1" } },
          now,
        );
      const notice = {
        event_id: "e1",
        type: "payment.captured",
        reference: "order_1",
        store_id: 745,
        payment_id: "pay_x",
      };
      for (const secret of hookSecrets) expect(read(body, signed(body, secret))).to.deep.equal(notice);
      expect(refusal(() => read(body, signed(body, "another")))).to.equal("hook_forged");
      expect(refusal(() => read(`${body} `, signed(body)))).to.equal("hook_forged");
      expect(refusal(() => read(body, "none"))).to.equal("hook_malformed");
      expect(refusal(() => read("[]", signed("[]")))).to.equal("hook_malformed");
      const old = bodyAt(Math.floor(now / 1_000) - 5 * 24 * 3_600);
      expect(refusal(() => read(old, signed(old)))).to.equal("hook_expired");
    });

    it("of Stripe are taken by either secret within five minutes, and not when forged, old or malformed", () => {
      const now = Date.now();
      const object = { object: "refund", id: "re_1", payment_intent: "pi_1", metadata: {} };
      const body = JSON.stringify({ id: "evt_1", type: "refund.failed", data: { object } });
      const time = Math.floor(now / 1_000);
      const header = (at: number, secret?: string) =>
        `t=${at},v1=${"0".repeat(64)},v1=${signed(`${at}.${body}`, secret)}`;
      const read = (signature: string, text = body) =>
        readStripe({ body: text, headers: { "stripe-signature": signature } }, hookSecrets, now);
      for (const secret of hookSecrets)
        expect(read(header(time, secret))).to.include({ event_id: "evt_1", reference: "pi_1" });
      expect(refusal(() => read(header(time, "another")))).to.equal("hook_forged");
      expect(refusal(() => read(header(time), `${body} `))).to.equal("hook_forged");
      // To the second, as Stripe's own libraries have it.
      for (const late of [300, -300]) expect(read(header(time + late))).to.include({ event_id: "evt_1" });
      for (const late of [301, -301, 400, -400])
        expect(refusal(() => read(header(time + late)))).to.equal("hook_expired");
      for (const bad of ["", "t=1", `v1=${"0".repeat(64)}`, `t=x,v1=${"0".repeat(64)}`])
        expect(refusal(() => read(bad))).to.equal("hook_malformed");
    });
  });
});
