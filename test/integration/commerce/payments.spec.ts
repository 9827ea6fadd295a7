import { once } from "node:events";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { ulid } from "ulid";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { type Parsed, product } from "../../support/harness/index.ts";
import { until } from "../../support/until.ts";

describe("commerce: awaited payments", () => {
  let counter: Counter;
  before(async () => {
    counter = await openCounter();
  });

  /** Posts a message as a provider would; the documents of the surfaces do not have these paths. */
  const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const sent = request(`${product().url}/hooks/${path}`, { method: "POST", headers });
    sent.on("error", () => undefined);
    sent.end(body);
    const [reply] = await once(sent, "response");
    reply.resume();
    return reply.statusCode as number;
  };
  const from = (network: string) => ({ "x-forwarded-for": network });
  const say = (payment_id: string, outcome: string, more: object = {}) =>
    post("sandbox", JSON.stringify({ store_id: counter.shop.store.store_id, payment_id, outcome, ...more }));
  const merchants = async (id: string) => (await counter.shop.ask("GET", `/orders/${id}`)).body;

  it("answer 201 with what to do, and their order is confirmed when the payer has done it", async () => {
    const { status, body } = await counter.order({
      payment_method_id: "pm_card_3ds",
      return_url: "https://shop.test/back",
    });
    expect(status).to.equal(201);
    expect(body).to.include({ status: "pending", payment_status: "requires_action" });
    const { payment } = body;
    expect(payment).to.include({ status: "requires_action", captured: 0 });
    expect(payment.next_action).to.include({ type: "redirect", client_secret: null });
    const page = await fetch(`${product().url}${payment.next_action.url}`);
    expect(await page.text()).to.include(payment.id);
    expect((await merchants(body.id)).payments[0]).to.include({ status: "requires_action", disputed: 0 });
    expect(await say(payment.id, "succeeded")).to.equal(200);
    await until(async () => (await merchants(body.id)).status === "confirmed");
    expect(await merchants(body.id)).to.include({ payment_status: "captured", financial_status: "paid" });
  });

  it("are refused where they are sent to no page, or to one without a scheme", async () => {
    const { body } = await counter.order({ payment_method_id: "pm_card_3ds", return_url: "javascript:alert(1)" });
    expect(body).to.include({ status: 400, code: "validation_error" });
    expect((await fetch(`${product().url}/dev/payments/1/no-payment`)).status).to.equal(404);
  });

  it("say what is wrong with a message that a developer wrote to the sandbox", async () => {
    const { store_id } = counter.shop.store;
    const wrong = async (message: object, code = "hook_malformed") => {
      const body = JSON.stringify({ store_id, payment_id: `pay_${ulid()}`, outcome: "failed", ...message });
      const reply = await fetch(`${product().url}/hooks/sandbox`, { method: "POST", body });
      const answer = (await reply.json()) as Parsed;
      expect(answer).to.include({ status: 400, code });
      return answer.details;
    };
    const message = "is no payment of the sandbox in this store";
    expect(await wrong({}, "sandbox_payment_unknown")).to.deep.equal([{ path: "payment_id", message }]);
    expect((await wrong({ outcome: "paid" }))[0].message).to.match(/^is one of succeeded, failed, refunded,/);
    expect((await wrong({ amount: 1.5 }))[0].path).to.equal("amount");
  });

  it("hear of disputes, and of refunds that wait, fail or were made elsewhere, at once or late", async () => {
    const { body } = await counter.order({ payment_method_id: "pm_card_refund_pending" });
    const { id, payment } = body;
    const refund = await counter.shop.ask("POST", `/orders/${id}/refunds`, { body: { amount: 5, reason: "goodwill" } });
    expect([refund.status, refund.body.refund.status]).to.deep.equal([201, "pending"]);
    const becomes = (isSo: (order: Parsed) => boolean) => until(async () => isSo(await merchants(id)));
    expect(await say(payment.id, "refund_failed")).to.equal(200);
    await becomes(({ refunds: [each] }) => each.status === "failed");
    expect(await say(payment.id, "refunded", { amount: 300, after_seconds: 1 })).to.equal(200);
    await becomes(({ refunds }) => refunds[1]?.status === "succeeded" && refunds[1].amount === 3);
    expect(await say(payment.id, "disputed")).to.equal(200);
    await becomes(({ disputes: [each] }) => each?.status === "open" && each.evidence_due_at !== null);
    expect((await merchants(id)).payments[0].disputed).to.equal(payment.amount - 3);
    expect(await say(payment.id, "dispute_won")).to.equal(200);
    await becomes(({ disputes: [each], payments: [one] }) => each.status === "won" && one.disputed === 0);
    for (const wrong of [{ after_seconds: -1 }, { after_seconds: "soon" }, { amount: 0.5 }])
      expect(await say(payment.id, "refunded", wrong)).to.equal(400);
  });

  it("are not held up by forged messages, and a network that sends these is not read for a while", async () => {
    const { body } = await counter.order({ payment_method_id: "pm_card_3ds", return_url: "https://shop.test/back" });
    const { store_id } = counter.shop.store;
    const genuine = JSON.stringify({ store_id, payment_id: body.payment.id, outcome: "succeeded" });
    const forged = Buffer.alloc(256 * 1024, 32);
    const [forger, provider, neighbour] = ["203.0.113.66", "203.0.113.67", "203.0.113.68"];
    const flood = async (network: string) => {
      const statuses = [];
      for (let sent = 0; sent < 40; sent++) statuses.push(await post("sandbox", forged, from(network)));
      return statuses;
    };
    const ofForger = await flood(forger);
    expect(ofForger.indexOf(429)).to.be.within(15, 30);
    expect(ofForger.slice(-10)).to.deep.equal(Array(10).fill(429));
    expect(await post("sandbox", "{", from(neighbour))).to.equal(400);
    expect(await post("sandbox", genuine, from(provider))).to.equal(200);
    expect(new Set(await flood(provider))).to.deep.equal(new Set([400]));
    expect(await post("sandbox", genuine, from(provider))).to.equal(200);
    const metrics = await (await fetch(product().metricsUrl)).text();
    expect(metrics).to.match(/provider_hooks_total\{[^}]*result="braked"[^}]*\} \d/);
  });

  it("hear nothing of messages that are malformed, compressed, too large, or of nobody", async () => {
    expect(await post("sandbox", "{")).to.equal(400);
    expect(await post("sandbox", '{"store_id":1,"payment_id":"pay_none","outcome":"succeeded"}')).to.equal(400);
    expect(await post("sandbox", gzipSync("{}"), { "content-encoding": "gzip" })).to.equal(400);
    expect(await post("sandbox", Buffer.alloc(300_000, 32))).to.equal(413);
    expect(await post("sandbox", Buffer.alloc(300_000, 32), { "transfer-encoding": "chunked" })).to.equal(413);
    expect(await post("nobody", "{}")).to.equal(404);
    // Neither is set up here.
    expect(await post("stripe", "{}")).to.equal(404);
    expect(await post("manual", "{}")).to.equal(404);
  });
});
