import { expect } from "chai";
import { ulid } from "ulid";
import type { Webhook } from "../../../../services/contracts.ts";
import type { Bounds } from "../../../../services/webhooks/workers/bounds.ts";
import { until } from "../../../support/until.ts";
import { Sending } from "../../../support/webhooks/sending.ts";

describe("deliveries of webhooks", () => {
  const sending = new Sending();
  const { receiver, of } = sending;
  before(() => sending.start());
  after(() => sending.stop());
  beforeEach(() => sending.reset());

  const create = (more: Partial<Webhook> = {}, path = "/hook") => sending.create(more, path);
  const publish = (...entities: string[]) => sending.publish(...entities);
  const work = (bounds: Partial<Bounds> = {}) => sending.work(bounds);
  const states = (webhook: Webhook) => sending.states(webhook);
  const [makeDue, wake] = [() => sending.makeDue(), () => sending.wake()];

  it("are made once, however many workers there are", async () => {
    const webhook = await create();
    await publish(...Array.from({ length: 100 }, (_, index) => `ord_${index}`));
    await Promise.all([work(), work(), work()]);
    // A machine that stalls may miss a deadline of a delivery: that one alone is made again.
    const late = (await states(webhook)).filter((state) => state !== "delivered 1");
    await makeDue();
    await wake();
    await work();
    expect(await states(webhook)).to.deep.equal([
      ...Array(100 - late.length).fill("delivered 1"),
      ...Array(late.length).fill("delivered 2"),
    ]);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"]))).to.have.property("size", 100);
    expect(receiver.received.length).to.be.within(100, 100 + late.length);
    expect(late.length).to.be.below(5);
  });

  it("are made again when the worker that made them lost its claim, with the same id", async () => {
    const webhook = await create();
    await publish("ord_1");
    // Another worker claims the webhook while the answer is awaited: as after a freeze longer than the lease.
    receiver.answer = () => (response) => {
      wake()
        .then(() => sending.db.run("UPDATE webhooks SET tries = tries + 1 WHERE store_id = ?", [of.store_id]))
        .then(() => response.writeHead(200).end());
    };
    await work();
    expect(await states(webhook)).to.deep.equal(["pending 0"]);
    receiver.answer = () => 200;
    await wake();
    await work();
    expect(await states(webhook)).to.deep.equal(["delivered 1"]);
    const [first, second] = receiver.received;
    expect(first?.headers["webhook-id"]).to.equal(second?.headers["webhook-id"]);
  });

  it("stop while everything fails, and are retried later", async () => {
    receiver.answer = () => 500;
    const webhook = await create();
    await publish(...Array.from({ length: 50 }, (_, index) => `ord_${index}`));
    await work();
    expect(receiver.received, "a wave, not all of them").to.have.length(10);
    expect((await states(webhook)).filter((state) => state === "pending 1")).to.have.length(10);
    receiver.answer = () => 200;
    await makeDue();
    await wake();
    await work();
    expect(new Set((await states(webhook)).map((state) => state.split(" ")[0]))).to.deep.equal(new Set(["delivered"]));
  });

  it("that are new do not wake a webhook whose endpoint fails before it has rested", async () => {
    receiver.answer = () => 500;
    const webhook = await create();
    await publish("ord_1");
    await work();
    for (const id of ["ord_2", "ord_3"]) {
      await publish(id);
      await work();
    }
    expect(receiver.received).to.have.length(1);
    const due = async () =>
      Number(
        (await sending.db.row<{ due_at: number }>("SELECT due_at FROM webhooks WHERE store_id = ?", [of.store_id]))
          ?.due_at,
      );
    expect((await due()) - Date.now(), "not longer than it rests").to.be.within(500, 2_000);
    await sending.call("webhooks.test", sending.change(webhook));
    expect(await due(), "at once where the app asks for it").to.be.most(Date.now());
    receiver.answer = () => 204;
    await work();
    await publish("ord_4");
    await work();
    const seen = new Set(receiver.received.map(({ body }) => body.aggregate.id));
    expect([...seen], "at once where it no longer fails").to.include.members(["ord_2", "ord_3", "ord_4"]);
  });

  it("fail for good after three days", async () => {
    receiver.answer = () => 500;
    const webhook = await create();
    await publish("ord_1");
    await sending.db.run("UPDATE webhook_deliveries SET retry_until = ? WHERE store_id = ?", [Date.now(), of.store_id]);
    await work();
    expect(await states(webhook)).to.deep.equal(["failed 1"]);
    const write = { ...of, webhook_id: webhook.id, idempotency_key: ulid(), from: 0, until: Date.now() + 1_000 };
    expect(await sending.call("webhooks.resendRange", { ...write, only_failed: true })).to.deep.equal({
      deliveries: 1,
    });
    receiver.answer = () => 200;
    await wake();
    await work();
    expect(await states(webhook)).to.deep.equal(["delivered 2"]);
  });

  it("pause a webhook that has failed for three days, and say so in an event", async () => {
    receiver.answer = () => 500;
    const webhook = await create();
    await publish("ord_1");
    const since = Date.now() - 3 * 24 * 3_600_000;
    await sending.db.run("UPDATE webhooks SET failing_since = ? WHERE store_id = ?", [since, of.store_id]);
    await work();
    const found = await sending.call("webhooks.get", { ...of, webhook_id: webhook.id });
    expect(found).to.include({ status: "paused", pause_reason: "failing", failing_since: since });
    const sql = "SELECT fact FROM webhooks_outbox WHERE aggregate_id = ?";
    const row = await sending.db.row<{ fact: string }>(sql, [webhook.id]);
    expect(JSON.parse(row?.fact ?? "")).to.deep.include({ name: "webhook.paused", store_id: of.store_id });
    await publish("ord_2");
    expect(await states(webhook)).to.deep.equal(["pending 1"]);
  });

  it("wait their turn by entity, where the webhook is ordered", async () => {
    receiver.answer = ({ body }) => (body.aggregate.id === "ord_a" && body.aggregate.version === 1 ? 503 : 204);
    const webhook = await create({ ordered: true });
    await publish("ord_a", "ord_b", "ord_a", "ord_b", "ord_b");
    await work();
    await wake();
    await work();
    const seen = receiver.received.map(({ body }) => `${body.aggregate.id} ${body.aggregate.version}`);
    expect(seen.filter((each) => each.startsWith("ord_a"))).to.deep.equal(["ord_a 1"]);
    expect(seen.filter((each) => each.startsWith("ord_b"))).to.deep.equal(["ord_b 2", "ord_b 4", "ord_b 5"]);
    receiver.answer = () => 204;
    await makeDue();
    await wake();
    await work();
    const later = receiver.received.slice(seen.length).map(({ body }) => body.aggregate.version);
    expect(later).to.deep.equal([1, 3]);
    expect(await states(webhook)).to.deep.equal([
      "delivered 1",
      "delivered 1",
      "delivered 1",
      "delivered 1",
      "delivered 2",
    ]);
  });

  it("end with a webhook's deletion, also those under way", async () => {
    const webhook = await create();
    await publish(...Array.from({ length: 40 }, (_, index) => `ord_${index}`));
    let deleted: Promise<unknown> | undefined;
    receiver.answer = () => (response) => {
      deleted ??= sending.call("webhooks.remove", { ...of, webhook_id: webhook.id, idempotency_key: ulid() });
      deleted.then(() => response.writeHead(200).end());
    };
    await work();
    expect(receiver.received, "the wave that was under way").to.have.length(10);
  });

  it("are answered to a repeated creation with the same secret", async () => {
    const settings = { url: receiver.url(), description: null, topics: ["*"], ordered: false, personal_data: true };
    const request = { ...of, idempotency_key: ulid(), tenant_id: "ten_test", webhook: settings };
    expect(await sending.call("webhooks.create", request)).to.deep.equal(
      await sending.call("webhooks.create", request),
    );
    const row = await sending.db.row<{ result: string }>(
      "SELECT result FROM webhooks_idempotency WHERE idempotency_key = ?",
      [request.idempotency_key],
    );
    expect(row?.result).not.to.include("whsec_");
  });

  it("begin within a second of their event", async () => {
    await create();
    await publish("ord_1");
    const each = sending.worker();
    await each.run(new AbortController().signal);
    await until(() => receiver.received.some(({ body }) => body.store_id === of.store_id), 1_000);
    await each.close?.();
  });
});
