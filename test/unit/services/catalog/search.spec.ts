import { expect } from "chai";
import { DataTypes } from "sequelize";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: catalog } = await import("../../../../services/catalog/catalog.service.ts");
const { catalogTables } = await import("../../../../services/catalog/migrations/0001-catalog.ts");
const { productWords } = await import("../../../../services/catalog/migrations/0002-product-words.ts");
const { foundByWord, wordRows } = await import("../../../../services/catalog/store/product-words.ts");
const { productColumns } = await import("../../../../services/catalog/store/products.ts");
const { foldedProducts } = await import("../../../../services/catalog/store/reindex.ts");
const { findRarest, gathered } = await import("../../../../mixins/db/conditions.ts");
const { select } = await import("../../../../mixins/db/keyset.ts");
const { Database } = await import("../../../../mixins/db/database.ts");
const { repeatableSchema } = await import("../../../../mixins/db/schema.ts");
const { migrate } = await import("../../../../mixins/db/migrations.ts");

const many = 10_500;
const renamed = { store_id: 761, tenant_id: "ten_search" };
const large = { store_id: 762, tenant_id: "ten_search" };

describe("product search", () => {
  const db = new Database("catalog");
  let running: Running;
  let call: Call;
  before(async function () {
    this.timeout(60_000);
    await migrate(db, [catalogTables]);
    await fill();
    // The word index also covers products created before it.
    running = await startBroker(catalog);
    await productWords.up({ db, schema: repeatableSchema(db), types: DataTypes });
    call = running.call;
  });
  after(async () => {
    await running.stop();
    await db.close();
  });

  async function fill(): Promise<void> {
    const record = { ...large, version: 1, price: 1, description: "", tax_class: "standard", modifiers: "[]" };
    const products = Array.from({ length: many }, (_, n) => ({
      ...record,
      ...productColumns({ sku: `SKU-${n}`, name: n === 77 ? "Common Rarity" : "A common cup" }),
      public_id: `item_search_${n}`,
      created_at: 1_000 + Math.floor(n / 3),
    }));
    for (let start = 0; start < many; start += 500) await db.insertMany("products", products.slice(start, start + 500));
  }
  const find = (search: string, of = large, more: { active?: boolean } = {}) =>
    call("catalog.searchProducts", { store_id: of.store_id, filter: { search, ...more }, limit: 2, page: 1 });
  const skusOf = ({ items }: { items: { sku: string }[] }) => items.map(({ sku }) => sku);

  it("finds few and many products, also those older than the index", async () => {
    const rare = await find("RARI");
    expect([skusOf(rare), rare.total]).to.deep.equal([["SKU-77"], 1]);
    const common = await find("common");
    expect(skusOf(common)).to.deep.equal([`SKU-${many - 1}`, `SKU-${many - 2}`]);
    expect(common).to.include({ total: 10_000, total_is_capped: true });
    expect(skusOf(await find("common", large, { active: true }))).to.deep.equal(skusOf(common));
    expect((await find("common", large, { active: false })).total).to.equal(0);
    expect((await find("sku-104")).total).to.equal(111);
    expect((await find("common r")).total).to.equal(1);
    expect((await find("mmon")).total).to.equal(0);
  });

  it("reads the matching words and products only", async () => {
    const condition = foundByWord(large.store_id, "rari");
    expect((await findRarest(db, [condition])).matches).to.equal(1);
    const { text, values } = select("t.id", gathered({ table: "products" }, condition, []));
    const keys = `${text} ORDER BY t.created_at DESC, t.id DESC LIMIT 2`;
    const explain = db.dialect === "mariadb" ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
    const plan = JSON.stringify(await db.rows(`${explain} ${keys}`, values));
    expect(plan).to.include("product_words_search");
    expect(plan).to.match(/SEARCH t USING INTEGER PRIMARY KEY|"type":"eq_ref","possible_keys":"PRIMARY"/);
  });

  it("follows renames and deletions", async () => {
    const write = () => ({ ...renamed, idempotency_key: ulid() });
    const product = { sku: "Mug-1", name: "Clay Mug", price: 1 };
    const { id: product_id } = await call("catalog.createProduct", { ...write(), product });
    const totals = async () =>
      Promise.all(["clay", "mug", "glass", "mug-1", "pot-2"].map(async (text) => (await find(text, renamed)).total));
    expect(await totals()).to.deep.equal([1, 1, 0, 1, 0]);
    await call("catalog.updateProduct", { ...write(), product_id, changes: { name: "Glass Mug" } });
    expect(await totals()).to.deep.equal([0, 1, 1, 1, 0]);
    await call("catalog.updateProduct", { ...write(), product_id, changes: { sku: "Pot-2", price: 2 } });
    expect(await totals()).to.deep.equal([0, 1, 1, 0, 1]);
    await call("catalog.deleteProduct", { ...write(), product_id });
    expect(await totals()).to.deep.equal([0, 0, 0, 0, 0]);
    expect(await db.rows("SELECT 1 FROM product_words WHERE store_id = ?", [renamed.store_id])).to.deep.equal([]);
  });

  it("finds products without their accents, also those whose words the release before wrote", async () => {
    const product = { sku: "ÉTÉ-1", name: "Crème brûlée Øre", price: 1 };
    const { id } = await call("catalog.createProduct", { ...renamed, idempotency_key: ulid(), product });
    const row = await db.row<{ id: number }>("SELECT id FROM products WHERE public_id = ?", [id]);
    const searches = ["Crème", "creme bru", "BRULEE", "brûlée ore", "ete-1", "été-1"];
    for (const search of searches) expect((await find(search, renamed)).total, search).to.equal(1);
    const plain = "product_id = ? AND word IN ('creme brulee ore', 'brulee ore', 'ore', 'ete-1')";
    expect(await db.run(`DELETE FROM product_words WHERE ${plain}`, [row?.id ?? 0])).to.equal(4);
    expect((await find("Crème", renamed)).total).to.equal(1);
    expect((await find("creme", renamed)).total).to.equal(0);
    await db.run("UPDATE catalog_reindexes SET done_to = 0");
    while ((await foldedProducts.step(db)) > 0);
    for (const search of searches) expect((await find(search, renamed)).total, search).to.equal(1);
    expect((await find("bru\u0302le\u0301e", renamed)).total).to.equal(1);
  });

  it("repeats an interrupted index migration with the same result", async () => {
    const words = "SELECT store_id, product_id, word FROM product_words ORDER BY store_id, product_id, word";
    const complete = await db.rows(words);
    await db.run("DELETE FROM product_words WHERE product_id % 3 = 0");
    await productWords.up({ db, schema: repeatableSchema(db), types: DataTypes });
    expect(await db.rows(words)).to.deep.equal(complete);
    expect(wordRows({ store_id: 1, id: 2, name_key: "a  b a", sku_key: "b a" }).map(({ word }) => word)).to.deep.equal([
      "a  b a",
      "b a",
      "a",
    ]);
  });
});
