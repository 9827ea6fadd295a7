import { expect } from "chai";
import { forget } from "../../../../mixins/actions/forget.ts";
import { transaction } from "../../../../mixins/db/transaction.ts";
import { clean } from "../../../../mixins/jobs/janitor.ts";
import { type Ledger, makeEvent, openLedger } from "../../../support/core/ledger.ts";

const hourMs = 3600 * 1000;

describe("janitor", () => {
  it("removes replayed dead letters after seven days and keeps waiting ones", async () => {
    const ledger = await openLedger();
    await deadLetter(ledger, "old", Date.now() - 7 * 24 * hourMs - 1_000);
    await deadLetter(ledger, "fresh", Date.now() - 6 * 24 * hourMs);
    await deadLetter(ledger, "waiting", null);
    await clean(ledger.db);
    const left = await ledger.db.rows<{ fact_id: string }>(
      `SELECT fact_id FROM ${ledger.db.service}_dead_letters ORDER BY id`,
    );
    expect(left.map(({ fact_id }) => fact_id)).to.deep.equal(["fresh", "waiting"]);
  });

  it("keeps idempotency keys an hour longer than the gateway", async () => {
    const { db, count } = await openLedger();
    for (const hours of [24.5, 25.5]) {
      const record = { idempotency_key: `${hours}`, action: "a", request_hash: "h", subject_id: null, result: null };
      await db.insert(`${db.service}_idempotency`, { ...record, created_at: Date.now() - hours * hourMs });
    }
    await clean(db);
    expect(await count("idempotency", "idempotency_key = '24.5'")).to.equal(1);
    expect(await count("idempotency")).to.equal(1);
  });

  it("erases a waiting dead letter of an erased subject, including the error text", async () => {
    const ledger = await openLedger();
    await deadLetter(ledger, "about", null);
    await transaction(ledger.db, (tx) => forget(ledger.db, tx, "about"));
    const message = await ledger.db.row<{ fact: string; error: string }>(
      `SELECT fact, error FROM ${ledger.db.service}_dead_letters`,
    );
    expect(message?.error).to.equal("");
    expect(JSON.parse(message?.fact ?? "").data).to.deep.equal({ before: null, after: { name: null } });
  });
});

function deadLetter({ db }: Ledger, name: string, replayed_at: number | null): Promise<number> {
  return db.insert(`${db.service}_dead_letters`, {
    consumer: "t.entries",
    fact_id: name,
    name: "customer_group.created",
    fact: JSON.stringify(makeEvent(name)),
    error: `Duplicate entry '${name}'`,
    tries: 8,
    created_at: 0,
    replayed_at,
  });
}
