import { expect } from "chai";
import { Database } from "../../../../mixins/db/database.ts";
import { newId } from "../../../../mixins/values/ids.ts";
import { customerWords } from "../../../../services/customers/store/reindex.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";

describe("customers: words of the release before", () => {
  let harness: CustomersHarness;
  let db: Database;
  before(async () => {
    harness = await openCustomers({ idle: true });
    db = new Database("customers");
  });
  after(async () => {
    await db.close();
    await harness.stop();
  });

  const found = async (search: string) => {
    const sort = { by: "created_at", order: "desc" } as const;
    const filter = { search, country: "BD" };
    const list = await harness.call("customers.search", {
      store_id: harness.store_id,
      filter,
      sort,
      page: 1,
      limit: 10,
    });
    return list.items.map(({ id }) => id);
  };

  it("are rewritten by the current rule in batches, and others stay", async () => {
    const { id, user_id } = await harness.customer({ first_name: "ΚΩΣΤΑΣ", last_name: "Kim", phone: "01755437701" });
    for (let n = 0; n < 300; n++) await harness.customer({ first_name: `Person ${n}` });
    const last = await harness.customer({ first_name: "O’Brien" });
    const words =
      "SELECT customer_id, kind, word FROM customer_words WHERE store_id = ? ORDER BY customer_id, kind, word";
    const right = await db.rows(words, [harness.store_id]);
    await db.run("DELETE FROM customer_words WHERE word = ?", ["1755437701"]);
    const old = (word: string, id: number) =>
      db.run("UPDATE customer_words SET word = ? WHERE customer_id = ? AND kind = 1", [word, id]);
    await old("κωστας", user_id);
    await db.run("DELETE FROM customer_words WHERE customer_id = ? AND word = ?", [last.user_id, "brien"]);
    await old("o’brien", last.user_id);
    await db.run("UPDATE customers SET first_key = ? WHERE id = ?", ["κωστας", user_id]);
    await db.run("UPDATE customers_reindexes SET done_to = 0");
    let batches = 0;
    while ((await customerWords.step(db)) > 0) batches++;
    expect(batches).to.be.above(1);
    expect(await db.rows(words, [harness.store_id])).to.deep.equal(right);
    expect(await found("ΚΩΣ")).to.deep.equal([id]);
    expect(await found("O'Brien")).to.deep.equal([last.id]);
    expect(await found("1755437701")).to.deep.equal([id]);
    const keys = await db.row<{ first_key: string }>("SELECT first_key FROM customers WHERE id = ?", [user_id]);
    expect(keys?.first_key).to.equal("κωστασ");
    expect(await customerWords.step(db)).to.equal(0);
  });

  it("are replaced by a change that has the same ones, and what has not changed is not written again", async () => {
    const { user_id } = await harness.customer({ first_name: "Ada", last_name: "Byron" });
    const key = "store_id = ? AND customer_id = ?";
    const of = [harness.store_id, user_id];
    await db.run(`UPDATE customer_words SET created_at = 1 WHERE ${key} AND word = 'byron'`, of);
    await db.run(
      `INSERT INTO customer_words (store_id, customer_id, kind, word, created_at)
       SELECT store_id, customer_id, kind, 'augusta', 2 FROM customer_words WHERE ${key} AND word = 'ada'`,
      of,
    );
    const change = { store_id: harness.store_id, country: "BD", user_id, idempotency_key: newId("req") };
    await harness.call("customers.update", { ...change, changes: { first_name: "Augusta" } });
    const sql = `SELECT word, created_at < 3 AS kept FROM customer_words WHERE ${key} ORDER BY word`;
    const words = await db.rows<{ word: string; kept: number }>(sql, of);
    const named = words.filter(({ word }) => ["ada", "augusta", "byron"].includes(word));
    expect(named).to.deep.equal([
      { word: "augusta", kept: 0 },
      { word: "byron", kept: 1 },
    ]);
  });

  it("find people by their accents at once, and without when they are written anew, also behind the first pass", async () => {
    const { id, user_id } = await harness.customer({
      first_name: "Jérôme",
      last_name: "Müller",
      email: "zoë@a.example",
    });
    const plain = "customer_id = ? AND word IN ('jerome', 'muller', 'zoe@a.example')";
    expect(await db.run(`DELETE FROM customer_words WHERE ${plain}`, [user_id])).to.equal(3);
    for (const search of ["Jérôme", "JÉR", "jérôme müller", "zoë@"])
      expect(await found(search), search).to.deep.equal([id]);
    expect(await found("jerome")).to.deep.equal([]);
    expect(await customerWords.step(db)).to.equal(0);
    await db.run("UPDATE customers_reindexes SET due_at = 0");
    while ((await customerWords.step(db)) > 0);
    for (const search of ["jerome", "jer", "Jérôme Muller", "zoe@"])
      expect(await found(search), search).to.deep.equal([id]);
  });

  it("are still written, for the release before to find", async () => {
    const { user_id } = await harness.customer({ first_name: "José" });
    const words = "SELECT word FROM customer_words WHERE customer_id = ? ORDER BY word";
    expect((await db.rows<{ word: string }>(words, [user_id])).map(({ word }) => word)).to.deep.equal([
      "jose",
      "jose\u0301",
    ]);
  });
});
