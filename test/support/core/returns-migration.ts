import { expect } from "chai";
import { fileOf } from "../../../config/database.ts";
import { Database } from "../../../mixins/db/database.ts";
import { type Migration, migrate } from "../../../mixins/db/migrations.ts";
import { returnsTable } from "../../../services/orders/migrations/0007-returns.ts";
import { takeOverReturns } from "../../../services/orders/migrations/0008-take-over-returns.ts";

const row = {
  public_id: "ret_before",
  store_id: 1,
  tenant_id: "ten_1",
  order_id: "ord_1",
  order_number: "A-1",
  customer_id: "cust_1",
  status: "approved",
  items: "[]",
  currency: "BDT",
  created_at: 1,
  updated_at: 2,
};
const event = { name: "return.updated", fact: "{}", created_at: 1 };

/** Checks that orders keep what returns were when they were a service of their own, also when it is run again. */
export async function checkReturnsMigration(before: Migration[]): Promise<void> {
  const old = new Database("returns");
  await migrate(old, [returnsTable]);
  await old.run("DELETE FROM returns");
  await old.insert("returns", row);
  await old.insert("return_counts", { store_id: 1, kind: 0, shard: 3, total: 1 });
  await old.insert("returns_outbox", { ...event, fact_id: "evt_sent", aggregate_id: "ret_before", sent_at: 5 });
  await old.insert("returns_outbox", { ...event, fact_id: "evt_waits", aggregate_id: "ret_before" });
  const letter = { ...event, consumer: "returns.erasure", fact_id: "evt_erasure", error: "away", tries: 8 };
  await old.insert("returns_dead_letters", letter);
  const answer = { idempotency_key: "k", action: "returns.create", request_hash: "h", result: "{}", created_at: 1 };
  await old.insert("returns_idempotency", answer);
  await old.close();

  const db = new Database("orders");
  await migrate(db, [...before, takeOverReturns]);
  await takeOverReturns.up({ db } as never);
  expect(await db.rows("SELECT public_id, status FROM returns WHERE store_id = 1")).to.deep.equal([
    { public_id: "ret_before", status: "approved" },
  ]);
  expect(await db.rows("SELECT total FROM return_counts WHERE store_id = 1")).to.deep.equal([{ total: 1 }]);
  const outbox = "SELECT fact_id, sent_at FROM orders_outbox WHERE aggregate_id = 'ret_before' ORDER BY id";
  expect(await db.rows(outbox)).to.deep.equal([
    { fact_id: "evt_sent", sent_at: 5 },
    { fact_id: "evt_waits", sent_at: null },
  ]);
  const letters = "SELECT consumer FROM orders_dead_letters WHERE fact_id = 'evt_erasure'";
  expect(await db.rows(letters)).to.deep.equal([{ consumer: "orders.forget" }]);
  if (db.dialect === "sqlite") expect(fileOf("returns")).to.equal(undefined);
  else expect(await db.rows("SELECT * FROM returns_idempotency")).to.deep.equal([]);
  await db.close();
}
