import { expect } from "chai";

const { Database } = await import("../../../../mixins/db/database.ts");
const { sql } = await import("../../../../mixins/db/sql.ts");
const { countRows, findRow, insertNew, insertUnique, remove, update, upsert } = await import(
  "../../../../mixins/db/statements.ts"
);
const { transaction } = await import("../../../../mixins/db/transaction.ts");

describe("statements on rows", () => {
  const db = new Database("statements");
  const table = "statement_rows";
  const all = () => db.rows(`SELECT store_id, name, total FROM ${table} ORDER BY store_id, name`);

  before(() =>
    db.run(`CREATE TABLE ${table} (store_id INTEGER, name TEXT, total INTEGER, PRIMARY KEY (store_id, name))`),
  );
  beforeEach(() => db.run(`DELETE FROM ${table}`));
  after(() => db.close());

  it("insert a row once, and say whether it was new", async () => {
    expect(await insertNew(db, table, { store_id: 1, name: "a", total: 1 })).to.equal(true);
    expect(await insertNew(db, table, { store_id: 1, name: "a", total: 2 })).to.equal(false);
    expect(await all()).to.deep.equal([{ store_id: 1, name: "a", total: 1 }]);
  });

  it("refuse a row that is there with the error of the caller", async () => {
    const insert = () =>
      transaction(db, (tx) => insertUnique(db, table, { store_id: 1, name: "a" }, tx, () => new Error("taken")));
    await insert();
    const refused = await insert().catch((error: Error) => error.message);
    expect(refused).to.equal("taken");
  });

  it("write over a row of the same key, or change it in SQL", async () => {
    const key = { store_id: 1, name: "a" };
    for (const total of [1, 5]) await upsert(db, table, key, { total });
    expect(await all()).to.deep.equal([{ ...key, total: 5 }]);
    await upsert(db, table, key, { total: 3 }, undefined, sql("total = total + ?", 3));
    expect(await all()).to.deep.equal([{ ...key, total: 8 }]);
  });

  it("change, remove, count and find the rows of a key alone", async () => {
    for (const name of ["a", "b"]) await db.insert(table, { store_id: 1, name, total: 1 });
    expect(await update(db, table, { store_id: 1, name: "b" }, { total: 2 })).to.equal(1);
    expect(await countRows(db, table, { store_id: 1 })).to.equal(2);
    expect(await findRow(db, table, { store_id: 1, name: "b" })).to.deep.equal({ store_id: 1, name: "b", total: 2 });
    expect(await findRow(db, table, { store_id: 2, name: "b" })).to.equal(undefined);
    expect(await remove(db, table, { store_id: 1, name: "a" })).to.equal(1);
    expect(await all()).to.deep.equal([{ store_id: 1, name: "b", total: 2 }]);
  });

  it("touch no row where a value of the key is missing", async () => {
    await db.insert(table, { store_id: 1, name: "a", total: 1 });
    const missing = { store_id: 1, name: undefined as unknown as string };
    expect(await remove(db, table, missing)).to.equal(0);
    expect(await update(db, table, missing, { total: 9 })).to.equal(0);
    expect(await all()).to.deep.equal([{ store_id: 1, name: "a", total: 1 }]);
  });
});
