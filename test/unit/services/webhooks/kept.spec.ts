import { expect } from "chai";
import { ulid } from "ulid";
import type { Webhook } from "../../../../services/contracts.ts";
import { removeEnded } from "../../../../services/webhooks/store/leftovers.ts";
import { clean } from "../../../../services/webhooks/workers/clean.ts";
import { Sending } from "../../../support/webhooks/sending.ts";

describe("deliveries of webhooks that are kept or sent again", function () {
  this.timeout(30_000);
  const sending = new Sending();
  const { receiver, of } = sending;
  before(() => sending.start());
  after(() => sending.stop());
  beforeEach(() => sending.reset());

  const create = (more: Partial<Webhook> = {}, path = "/hook") => sending.create(more, path);
  const publish = (...entities: string[]) => sending.publish(...entities);
  const work = () => sending.work();
  const states = (webhook: Webhook) => sending.states(webhook);

  it("leave nothing behind after seven days, and nothing of a deleted webhook", async () => {
    const kept = await create();
    const removed = await create({}, "/removed");
    await publish("ord_1");
    await work();
    await sending.call("webhooks.remove", { ...of, webhook_id: removed.id, idempotency_key: ulid() });
    await clean(sending.db);
    expect(await rowsOf("webhook_deliveries")).to.equal(1);
    expect(await states(kept)).to.deep.equal(["delivered 1"]);
    await clean(sending.db, Date.now() + 8 * 24 * 3_600_000);
    for (const table of ["webhook_deliveries", "webhook_events", "webhook_attempts"])
      expect(await rowsOf(table), table).to.equal(0);
    const { next_cursor } = await sending.call("webhooks.feed", {
      store_id: of.store_id,
      personal_data: true,
      limit: 10,
    });
    await publish("ord_2");
    const feed = await sending.call("webhooks.feed", {
      store_id: of.store_id,
      personal_data: true,
      limit: 10,
      cursor: next_cursor,
    });
    expect(feed.items.map(({ aggregate }) => aggregate.id)).to.deep.equal(["ord_2"]);
  });

  it("that ended late stay when those that were made later and ended before are removed", async () => {
    await sending.db.run("DELETE FROM webhook_deliveries");
    await create();
    await publish("ord_1", "ord_2", "ord_3", "ord_4", "ord_5");
    await work();
    const end = (at: number, entities: string[]) =>
      sending.db.run(
        `UPDATE webhook_deliveries SET created_at = 1, ended_at = ? WHERE entity IN (${entities.map(() => "?")})`,
        [at, ...entities],
      );
    await end(5_000, ["ord_1", "ord_2"]);
    await end(10, ["ord_3", "ord_4", "ord_5"]);
    const columns = { table: "webhook_deliveries", began: "created_at", ended: "ended_at" };
    await removeEnded(sending.db, columns, { before: 1_000, limit: 2 });
    const left = await sending.db.rows<{ entity: string }>("SELECT entity FROM webhook_deliveries ORDER BY id");
    expect(left.map(({ entity }) => entity)).to.deep.equal(["ord_1", "ord_2"]);
  });

  it("of a webhook that is not enabled end when their events are gone, and are removed a week later", async () => {
    const webhook = await create();
    await publish("ord_1", "ord_2");
    const changes = { status: "disabled" as const };
    await sending.call("webhooks.update", { ...sending.change(webhook), changes });
    const week = 7 * 24 * 3_600_000;
    await clean(sending.db, Date.now() + week + 1_000);
    const { items } = await sending.call("webhooks.deliveries", { ...of, webhook_id: webhook.id, limit: 10 });
    const seen = items.map(({ state, last_error }) => [state, last_error]);
    expect(seen).to.deep.equal(Array(2).fill(["failed", "The event is older than seven days and is no longer kept."]));
    await clean(sending.db, Date.now() + 2 * week + 2_000);
    expect(await rowsOf("webhook_deliveries")).to.equal(0);
  });

  it("stay in the log as they ended when a range is sent again of which the events are gone", async () => {
    const webhook = await create();
    await publish("ord_1");
    await work();
    await sending.db.run("DELETE FROM webhook_events WHERE store_id = ?", [of.store_id]);
    await publish("ord_2");
    await work();
    const range = { ...sending.change(webhook), from: 0, until: Date.now() + 1_000, only_failed: false };
    expect(await sending.call("webhooks.resendRange", range)).to.deep.equal({ deliveries: 1 });
    await work();
    expect(await states(webhook)).to.deep.equal(["delivered 1", "delivered 2"]);
  });

  it("of a range that is sent again while they are under way are all delivered", async () => {
    const webhook = await create();
    await publish(...Array.from({ length: 25 }, (_, index) => `ord_${index}`));
    let again: Promise<unknown> | undefined;
    receiver.answer = () => (response) => {
      const range = { ...sending.change(webhook), from: 0, until: Date.now() + 1_000, only_failed: false };
      again ??= sending.call("webhooks.resendRange", range);
      again.then(() => response.writeHead(200).end());
    };
    await work();
    await sending.wake();
    await work();
    expect(new Set((await states(webhook)).map((state) => state.split(" ")[0]))).to.deep.equal(new Set(["delivered"]));
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).to.equal(25);
  });

  async function rowsOf(table: string): Promise<number> {
    const found = await sending.db.row<{ found: number }>(`SELECT COUNT(*) AS found FROM ${table} WHERE store_id = ?`, [
      of.store_id,
    ]);
    return Number(found?.found);
  }
});
