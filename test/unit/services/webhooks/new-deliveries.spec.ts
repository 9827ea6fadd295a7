import { expect } from "chai";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { insertDeliveries } from "../../../../services/webhooks/store/new-deliveries.ts";
import { Sending } from "../../../support/webhooks/sending.ts";

interface Made {
  public_id: string;
  webhook_id: number;
  sequence: number;
  event_id: string;
  entity: string;
}

describe("new deliveries", () => {
  const sending = new Sending();
  const { of } = sending;
  before(() => sending.start());
  after(() => sending.stop());
  beforeEach(() => sending.reset());

  it("are one of each event for each webhook, in the order of the events and with ids of their own", async () => {
    const webhooks = Array.from({ length: 61 }, (_, index) => 900_000 + index);
    const events = Array.from({ length: 201 }, (_, index) => ({
      event: {
        store_id: of.store_id,
        sequence: index + 1,
        event_id: `evt_${index}`,
        topic: "order.tagged",
        body: "{}",
      },
      entity: `ord_'${index}?`,
    }));
    await transaction(sending.db, (tx) => insertDeliveries(sending.db, tx, events, webhooks, 1_000));
    const made = await sending.db.rows<Made>(
      "SELECT public_id, webhook_id, sequence, event_id, entity FROM webhook_deliveries WHERE store_id = ? ORDER BY id",
      [of.store_id],
    );
    expect(new Set(made.map(({ public_id }) => public_id))).to.have.property("size", 61 * 201);
    for (const { public_id } of made) expect(public_id).to.match(/^dlv_[0-9A-HJKMNP-TV-Z]{26}$/);
    for (const id of webhooks) {
      const its = made.filter(({ webhook_id }) => webhook_id === id);
      expect(its.map(({ sequence, event_id, entity }) => [sequence, event_id, entity])).to.deep.equal(
        events.map(({ event, entity }) => [event.sequence, event.event_id, entity]),
      );
    }
  });

  it("are due at once, and retried for three days", async () => {
    await sending.create();
    const before = Date.now();
    await sending.publish("ord_1");
    const [row] = await sending.db.rows<Record<string, unknown>>(
      `SELECT state, attempts, due_at, created_at, retry_until - due_at AS retried_ms, last_status, ended_at
       FROM webhook_deliveries WHERE store_id = ?`,
      [of.store_id],
    );
    const { due_at, created_at, ...rest } = row ?? {};
    expect(Number(due_at)).to.be.within(before, Date.now());
    expect(created_at).to.equal(due_at);
    const fresh = { state: "pending", attempts: 0, last_status: null, ended_at: null };
    expect({ ...rest, retried_ms: Number(rest.retried_ms) }).to.deep.equal({ ...fresh, retried_ms: 259_200_000 });
  });

  it("have room in their rows for what their end writes, and show no error before an attempt", async () => {
    const webhook = await sending.create();
    await sending.publish("ord_1");
    await sending.call("webhooks.test", sending.change(webhook));
    // What varies in length: the state, and what is null before the end or after it.
    const text = `SELECT LENGTH(state) + COALESCE(LENGTH(last_error), 0) + CASE WHEN last_status IS NULL THEN 0 ELSE 4 END
      + CASE WHEN ended_at IS NULL THEN 0 ELSE 8 END AS length FROM webhook_deliveries WHERE store_id = ? ORDER BY id`;
    const lengths = async () =>
      (await sending.db.rows<{ length: number }>(text, [of.store_id])).map(({ length }) => Number(length));
    const listed = async () =>
      (await sending.call("webhooks.deliveries", { ...of, webhook_id: webhook.id, limit: 10 })).items;
    const before = await lengths();
    expect((await listed()).map(({ last_error }) => last_error)).to.deep.equal([null, null]);
    await sending.work();
    expect((await listed()).map(({ state }) => state)).to.deep.equal(["delivered", "delivered"]);
    for (const [index, length] of (await lengths()).entries()) expect(length).to.be.at.most(before[index] ?? 0);
  });
});
