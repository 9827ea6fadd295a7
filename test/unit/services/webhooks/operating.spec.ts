import { expect } from "chai";
import { ulid } from "ulid";
import type { Webhook } from "../../../../services/contracts.ts";
import { Sending } from "../../../support/webhooks/sending.ts";

describe("webhooks that an app or an operator pauses and sends to again", function () {
  this.timeout(30_000);
  const sending = new Sending();
  const { receiver, of } = sending;
  before(() => sending.start());
  after(() => sending.stop());
  beforeEach(() => sending.reset());

  const everything = { from: 0, until: Number.MAX_SAFE_INTEGER };
  const operate = ({ id }: Webhook, act: "pause" | "enable") =>
    sending.call("webhooks.operate", {
      store_id: of.store_id,
      webhook_id: id,
      idempotency_key: ulid(),
      act,
      note: "A test.",
    });
  const patch = (webhook: Webhook, status: "enabled" | "disabled") =>
    sending.call("webhooks.update", { ...sending.change(webhook), changes: { status } });
  const only = async (webhook: Webhook) => {
    const { items } = await sending.call("webhooks.deliveries", { ...of, webhook_id: webhook.id, limit: 10 });
    return items[0]?.id ?? "";
  };
  const resendNow = (delivery_id: string) =>
    sending.call("webhooks.resendNow", { store_id: of.store_id, idempotency_key: ulid(), delivery_id });
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "none",
      ({ type, message }: Error & { type: string }) => `${type}: ${message}`,
    );

  it("resend as failed what waits after a failed attempt and what has failed for good, and nothing else", async () => {
    const webhook = await sending.create();
    receiver.answer = ({ body }) => (body.aggregate.id === "ord_good" ? 204 : 500);
    await sending.publish("ord_good", "ord_retried", "ord_ended");
    await sending.work();
    const end =
      "UPDATE webhook_deliveries SET state = 'failed', ended_at = 1 WHERE store_id = ? AND entity = 'ord_ended'";
    await sending.db.run(end, [of.store_id]);
    await sending.publish("ord_new");
    receiver.answer = () => 204;
    const range = { ...sending.change(webhook), ...everything, only_failed: true };
    expect(await sending.call("webhooks.resendRange", range)).to.deep.equal({ deliveries: 2 });
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal(["delivered 1", "delivered 1", "delivered 2", "delivered 2"]);
  });

  it("resend as failed nothing that was delivered and waits to be delivered again", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    await sending.work();
    await sending.call("webhooks.resend", { ...sending.change(webhook), delivery_id: await only(webhook) });
    const range = { ...sending.change(webhook), ...everything, only_failed: true };
    expect(await sending.call("webhooks.resendRange", range)).to.deep.equal({ deliveries: 0 });
    await sending.work();
  });

  it("resend a range for an operator as for the app, with events of a pause", async () => {
    const webhook = await sending.create();
    await operate(webhook, "pause");
    await sending.publish("ord_1", "ord_2");
    const range = { store_id: of.store_id, webhook_id: webhook.id, ...everything, only_failed: false };
    const resend = () => sending.call("webhooks.resendRangeNow", { ...range, idempotency_key: ulid() });
    expect(await refusal(resend())).to.equal("webhook_changed: The webhook is paused. Enable it first.");
    await operate(webhook, "enable");
    await sending.work();
    expect(receiver.received).to.deep.equal([]);
    expect(await resend()).to.deep.equal({ deliveries: 2 });
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal(["delivered 1", "delivered 1"]);
  });

  it("try a delivery that waits at once, for an operator as for the app", async () => {
    const webhook = await sending.create();
    receiver.answer = () => 500;
    await sending.publish("ord_1");
    await sending.work();
    receiver.answer = () => 204;
    expect(await resendNow(await only(webhook))).to.include({ state: "pending", attempts: 1 });
    await sending.work();
    expect(await sending.states(webhook)).to.deep.equal(["delivered 2"]);
  });

  it("say which status does not allow what an operator asks, and that only the app enables a disabled one", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    expect(await refusal(operate(webhook, "enable"))).to.equal("webhook_changed: The webhook is enabled already.");
    await operate(webhook, "pause");
    expect(await refusal(operate(webhook, "pause"))).to.equal("webhook_changed: The webhook is paused already.");
    await operate(webhook, "enable");
    await patch(webhook, "disabled");
    const disabled = "webhook_changed: The webhook is disabled by its app, and only its app enables it again.";
    for (const act of ["enable", "pause"] as const) expect(await refusal(operate(webhook, act))).to.equal(disabled);
    expect(await refusal(resendNow(await only(webhook)))).to.equal(disabled);
  });

  it("stay paused by an operator whatever the app sets, while their other settings change", async () => {
    const webhook = await sending.create();
    await operate(webhook, "pause");
    for (const status of ["enabled", "disabled"] as const)
      expect(await refusal(patch(webhook, status))).to.match(/^webhook_paused_by_operator: /);
    const changes = { topics: ["order.*"] };
    const changed = await sending.call("webhooks.update", { ...sending.change(webhook), changes });
    expect(changed).to.deep.include({ status: "paused", pause_reason: "operator", topics: ["order.*"] });
    expect(await operate(webhook, "enable")).to.include({ status: "enabled", pause_reason: null });
    expect(await patch(webhook, "disabled")).to.include({ status: "disabled" });
  });

  it("are refused beyond the number that the error names", async () => {
    for (let count = 0; count < 20; count++) await sending.create();
    const refused = "too_many_webhooks: An app may have 20 webhooks in a store. Delete one first.";
    expect(await refusal(sending.create())).to.equal(refused);
  });
});
