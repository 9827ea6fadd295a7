import { expect } from "chai";
import { refusal, type Senders } from "./senders.ts";

/** Returns of an erased customer, which stay without personal data. */
export function describeErasing(senders: Senders): void {
  const { call, request, ask, move, get, erase, db } = senders;

  it("of an erased customer stay, without address, reasons and note", async () => {
    const params = request({ customer_id: "cust_erased" });
    const { id } = await call("returns.create", params);
    await move(id, "approved", { note: "Ann brings them on Monday." });
    const other = await ask();
    await erase("cust_erased");
    await erase("cust_erased");
    const left = await get(id);
    expect(left).to.include({ status: "approved", shipping_address: null, note: null });
    expect(left.items[0]).to.include({ sku: "MUG", quantity: 2, return_reason: "", amount: 1_900 });
    expect(await get(other.id)).to.deep.equal(other);
    expect(await refusal(call("returns.create", params))).to.include({ type: "erased", code: 410 });
    for (const [table, column] of [
      ["returns_idempotency", "result"],
      ["returns_outbox", "fact"],
    ]) {
      const sql = `SELECT COUNT(*) AS found FROM ${table} WHERE ${column} LIKE '%on Monday%'`;
      expect((await db.row<{ found: number }>(sql))?.found, table).to.equal(0);
    }
  });

  it("that are being created while their customer is erased are stored without address and reasons", async () => {
    await erase("cust_late");
    const { id } = await ask({ customer_id: "cust_late" });
    const late = await get(id);
    expect(late).to.include({ status: "requested", customer_id: "cust_late", shipping_address: null });
    expect(late.items[0]).to.include({ sku: "MUG", return_reason: "" });
  });

  it("that are created concurrently with their customer's erasure have no personal data either", async () => {
    const customers = Array.from({ length: 32 }, (_, n) => `cust_moment_${n}`);
    const made = await Promise.all(
      customers.map(async (customer_id) => {
        const [{ id }] = await Promise.all([ask({ customer_id }), erase(customer_id)]);
        return id;
      }),
    );
    for (const id of made) expect((await get(id)).shipping_address, id).to.equal(null);
    const sql = `SELECT COUNT(*) AS found FROM returns_idempotency WHERE subject_id LIKE 'cust_moment_%'
      AND result LIKE '%Lake Road%'`;
    expect((await db.row<{ found: number }>(sql))?.found).to.equal(0);
  });

  it("of a customer with the same id in another store are not changed", async () => {
    const here = await ask({ customer_id: "cust_twice" });
    await erase("cust_twice", senders.store_id + 100_000);
    expect(await get(here.id)).to.deep.equal(here);
  });
}
