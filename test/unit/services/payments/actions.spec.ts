import { expect } from "chai";
import type { Call, PaymentProvider } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: payments } = await import("../../../../services/payments/payments.service.ts");

const store_id = 741;
let made = 0;

describe("manual and cash-on-delivery payments", () => {
  let running: Running;
  let call: Call;
  before(async () => {
    running = await startBroker(payments);
    call = running.call;
  });
  after(() => running.stop());

  const newOrder = () => ({ store_id, order_id: `ord_by_hand_${++made}` });
  const authorize = (ref: { store_id: number; order_id: string }, provider: PaymentProvider, amount = 1_000) =>
    call("payments.authorize", {
      ...ref,
      idempotency_key: `authorize ${ref.order_id} ${++made}`,
      tenant_id: "ten_payments",
      provider,
      method: provider,
      amount,
      currency: "BDT",
      capture: true,
    });

  for (const provider of ["manual", "cod"] as const) {
    it(`${provider}: are pending, then captured and refunded`, async () => {
      const ref = newOrder();
      const payment = await authorize(ref, provider);
      expect(payment).to.include({ status: "pending", captured: 0, provider_reference: null });
      const capture = { ...ref, idempotency_key: `capture ${payment.id}`, payment_id: payment.id };
      expect(await call("payments.capture", capture)).to.include({ status: "captured", captured: 1_000 });
      const refund = { ...ref, idempotency_key: `refund ${payment.id}`, reference: "one", amount: 400 };
      const { refunds, money } = await call("payments.refund", refund);
      expect(refunds).to.have.length(1);
      expect(refunds[0]).to.include({ status: "succeeded", amount: 400 });
      expect(money).to.include({ refunded: 400, refundable: 600, financial_status: "partially_refunded" });
      const again = await call("payments.refund", { ...refund, idempotency_key: `another ${payment.id}` });
      expect(again).to.deep.equal({ refunds, money });
    });

    it(`${provider}: increase the order's payment version with each change`, async () => {
      const ref = newOrder();
      const versions = [(await call("payments.ofOrder", ref)).version];
      const { id: payment_id } = await authorize(ref, provider);
      const changes = [
        () => call("payments.capture", { ...ref, idempotency_key: `capture ${payment_id}`, payment_id }),
        () => call("payments.refund", { ...ref, idempotency_key: `1 ${payment_id}`, reference: "one", amount: 400 }),
        () => call("payments.refund", { ...ref, idempotency_key: `2 ${payment_id}`, reference: "two", amount: 600 }),
      ];
      for (const change of [async () => undefined, ...changes]) {
        await change();
        versions.push((await call("payments.ofOrder", ref)).version);
      }
      expect(versions).to.deep.equal([...new Set(versions)].toSorted((a, b) => a - b));
    });

    it(`${provider}: cannot be captured once voided`, async () => {
      const ref = newOrder();
      const payment = await authorize(ref, provider);
      const money = await call("payments.void", { ...ref, idempotency_key: `void ${payment.id}` });
      expect(money).to.include({ payment_status: "voided", financial_status: "voided" });
      const capture = { ...ref, idempotency_key: `capture ${payment.id}`, payment_id: payment.id };
      const refused = await call("payments.capture", capture).catch((error) => error);
      expect(refused).to.include({ type: "payment_not_capturable", code: 409 });
    });
  }
});
