import { expect } from "chai";
import { transaction } from "../../mixins/db/transaction.ts";
import { never } from "../../services/webhooks/webhooks.rules.ts";
import { until } from "../support/until.ts";
import { Sending } from "../support/webhooks/sending.ts";

describe("a webhook whose turn ends while new events come", () => {
  const sending = new Sending();
  before(() => sending.start());
  after(() => sending.stop());

  it("is due again: they wait for the end of the turn, which has found nothing more", async () => {
    sending.reset();
    const { db, of } = sending;
    // So many of the table's rows that MariaDB reads it from end to end: only then does it pass over locked ones.
    for (let many = 0; many < 20; many++) await sending.create();
    await sending.wake();
    const [locked, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const turn = transaction(db, async (tx) => {
      await db.row(`SELECT id FROM webhooks WHERE store_id = ? ${db.forUpdate}`, [of.store_id], tx);
      locked.resolve();
      await recorded.promise;
      await db.run("UPDATE webhooks SET due_at = ? WHERE store_id = ?", [never, of.store_id], tx);
    });
    await locked.promise;
    const published = sending.publish("ord_1");
    const waiting =
      "SELECT COUNT(*) AS many FROM information_schema.processlist WHERE info LIKE 'UPDATE webhooks SET due_at%'";
    await Promise.race([published, until(async () => Number((await db.row<{ many: number }>(waiting, []))?.many) > 0)]);
    recorded.resolve();
    await Promise.all([turn, published]);
    const last = "SELECT MAX(due_at) AS due_at FROM webhooks WHERE store_id = ?";
    expect((await db.row<{ due_at: number }>(last, [of.store_id]))?.due_at).to.be.most(Date.now());
  });
});
