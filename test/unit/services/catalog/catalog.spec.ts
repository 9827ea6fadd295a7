import { expect } from "chai";
import { ulid } from "ulid";
import type { Call, NewProduct, NewPromotion } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: catalog } = await import("../../../../services/catalog/catalog.service.ts");
const { demoCatalog } = await import("../../../../services/catalog/catalog.demo.ts");
const { Database } = await import("../../../../mixins/db/database.ts");

const store = { store_id: 751, tenant_id: "ten_catalog" };
const write = () => ({ ...store, idempotency_key: ulid() });

describe("catalog service", () => {
  let running: Running;
  let call: Call;
  before(async () => {
    running = await startBroker(catalog);
    call = running.call;
  });
  after(() => running.stop());

  const product = (fields: Partial<NewProduct> = {}) =>
    call("catalog.createProduct", {
      ...write(),
      product: { sku: `SKU-${ulid()}`, name: "Clay Mug", price: 1_199, ...fields },
    });
  const promotion = (fields: Partial<NewPromotion> = {}) =>
    call("catalog.createPromotion", {
      ...write(),
      promotion: { code: `C-${ulid()}`, type: "percentage", value: 1_000, ...fields },
    });
  const eventsOf = async (id: string) => {
    const db = new Database("catalog");
    const rows = await db.rows<{ fact: string }>("SELECT fact FROM catalog_outbox WHERE aggregate_id = ? ORDER BY id", [
      id,
    ]);
    await db.close();
    return rows.map(({ fact: event }) => JSON.parse(event));
  };

  it("stores a product with defaults for omitted fields", async () => {
    const made = await product({ modifiers: [{ name: "Large", price: 300 }] });
    expect(made).to.include({ active: true, track_stock: true, tax_class: "standard", description: "", version: 1 });
    expect(made.modifiers[0]?.id).to.match(/^mod_/);
    expect(await call("catalog.getProduct", { store_id: store.store_id, product_id: made.id })).to.deep.equal(made);
  });

  it("refuses a duplicate SKU on create and on update", async () => {
    const [one, other] = [await product(), await product()];
    await refused(product({ sku: one.sku }), "sku_exists", 409);
    const change = { ...write(), product_id: other.id, changes: { sku: one.sku } };
    await refused(call("catalog.updateProduct", change), "sku_exists", 409);
  });

  it("creates one product for concurrent requests with the same key or SKU", async () => {
    const request = { ...write(), product: { sku: ulid(), name: "Once", price: 1 } };
    const same = await Promise.all(Array.from({ length: 6 }, () => call("catalog.createProduct", request)));
    expect(new Set(same.map(({ id }) => id)).size).to.equal(1);
    const sku = ulid();
    const rivals = await Promise.allSettled(Array.from({ length: 6 }, () => product({ sku })));
    expect(rivals.filter(({ status }) => status === "fulfilled")).to.have.length(1);
  });

  it("keeps, adds and removes modifiers by id and refuses unknown ids", async () => {
    const made = await product({
      modifiers: [
        { name: "Large", price: 300 },
        { name: "Blue", price: 0 },
      ],
    });
    const large = made.modifiers[0]?.id;
    const modifierChanges = [
      { id: large, name: "Larger", price: 350 },
      { name: "Green", price: 0 },
    ];
    const change = (modifiers: { id?: string; name: string; price: number }[]) =>
      call("catalog.updateProduct", { ...write(), product_id: made.id, changes: { modifiers } });
    const { modifiers } = await change(modifierChanges);
    expect(modifiers[0]).to.deep.equal({ id: large, name: "Larger", price: 350 });
    expect(modifiers[1]).to.include({ name: "Green" });
    expect(modifiers[1]?.id).to.match(/^mod_/);
    await refused(change([{ id: "mod_unknown", name: "?", price: 1 }]), "modifier_not_found", 404);
    await refused(product({ modifiers: [{ id: large, name: "?", price: 1 }] }), "modifier_not_found", 404);
  });

  it("publishes no event and keeps the version when nothing changes", async () => {
    const made = await product();
    const same = { name: made.name, price: made.price, active: true, modifiers: [] };
    const update = (changes: object, if_versions?: number[]) =>
      call("catalog.updateProduct", {
        ...write(),
        product_id: made.id,
        changes,
        ...(if_versions ? { if_versions } : {}),
      });
    expect(await update(same)).to.deep.equal(made);
    const changed = await update({ price: 5, active: false }, [1]);
    expect(changed).to.include({ price: 5, active: false, version: 2 });
    await refused(update({ price: 6 }, [1]), "version_mismatch", 412);
    const removal = { ...write(), product_id: made.id };
    await refused(call("catalog.deleteProduct", { ...removal, if_versions: [1] }), "version_mismatch", 412);
    await call("catalog.deleteProduct", removal);
    const events = await eventsOf(made.id);
    expect(events.map(({ name }) => name)).to.deep.equal(["product.created", "product.updated", "product.deleted"]);
    expect(events.map(({ aggregate }) => aggregate.version)).to.deep.equal([1, 2, 3]);
    expect(events[1].data).to.deep.equal({
      before: { price: 1_199, active: true },
      after: { price: 5, active: false },
    });
    await refused(call("catalog.getProduct", { store_id: store.store_id, product_id: made.id }), "product_not_found");
  });

  it("refuses a product too large to list", async () => {
    await refused(product({ description: "é".repeat(4_000) }), "product_too_large", 422);
  });

  it("lists products newest first, by page and by cursor, with an exact total, and searches them", async () => {
    const mine = { store_id: 752, tenant_id: "ten_catalog" };
    const make = (sku: string, name: string, active: boolean) =>
      call("catalog.createProduct", {
        ...mine,
        idempotency_key: ulid(),
        product: { sku, name, price: 1, active },
      });
    for (let n = 1; n <= 7; n++) await make(`S_${n}`, `Cup ${n} 100% Clay`, n % 2 === 0);
    const search = (filter: { sku?: string; active?: boolean; search?: string }, paging: object = { page: 1 }) =>
      call("catalog.searchProducts", { store_id: mine.store_id, filter, limit: 3, ...paging });
    const first = await search({});
    expect(first.items.map(({ sku }) => sku)).to.deep.equal(["S_7", "S_6", "S_5"]);
    expect(first).to.include({ total: 7, total_is_capped: false });
    const next = await search({}, { cursor: first.next_cursor });
    expect(next.items.map(({ sku }) => sku)).to.deep.equal(["S_4", "S_3", "S_2"]);
    const last = await search({}, { page: 3 });
    expect([last.items.map(({ sku }) => sku), last.next_cursor]).to.deep.equal([["S_1"], null]);
    expect((await search({ active: true })).total).to.equal(3);
    expect((await search({ sku: "S_3" })).items).to.have.length(1);
    for (const [text, total] of [
      ["cUP", 7],
      ["clay", 7],
      ["100%", 7],
      ["s_", 7],
      ["s_5", 1],
      ["lay", 0],
      ["sx", 0],
      ["1%", 0],
    ] as const)
      expect((await search({ search: text })).total, text).to.equal(total);
    await call("catalog.deleteProduct", {
      ...mine,
      idempotency_key: ulid(),
      product_id: first.items[0]?.id ?? "",
    });
    expect((await search({})).total).to.equal(6);
  });

  it("refuses a duplicate promotion code in any case and frees it on delete", async () => {
    const made = await promotion({ code: "Summer-26" });
    expect(made).to.include({ code: "Summer-26", times_used: 0, active: true, usage_limit: null });
    await refused(promotion({ code: "SUMMER-26" }), "code_exists", 409);
    const other = await promotion();
    const take = { ...write(), promotion_id: other.id, changes: { code: "summer-26" } };
    await refused(call("catalog.updatePromotion", take), "code_exists", 409);
    const rename = { ...write(), promotion_id: made.id, changes: { code: "SUMMER-26" } };
    expect(await call("catalog.updatePromotion", rename)).to.include({ code: "SUMMER-26", version: 2 });
    expect(await call("catalog.deletePromotion", { ...write(), promotion_id: made.id })).to.deep.equal({
      promotion_id: made.id,
    });
    await promotion({ code: "summer-26" });
  });

  it("refuses promotion values out of range and invalid periods, also in partial updates", async () => {
    await refused(promotion({ value: 10_001 }), "invalid_promotion_value", 422);
    await refused(promotion({ value: 0 }), "invalid_promotion_value", 422);
    await refused(promotion({ starts_at: 5, ends_at: 5 }), "invalid_promotion_period", 422);
    const made = await promotion({ type: "fixed", value: 20_000, starts_at: 5 });
    const update = (changes: object) => call("catalog.updatePromotion", { ...write(), promotion_id: made.id, changes });
    await refused(update({ type: "percentage" }), "invalid_promotion_value");
    await refused(update({ ends_at: 4 }), "invalid_promotion_period");
    expect(await update({ ends_at: 6, usage_limit: 3 })).to.include({ starts_at: 5, ends_at: 6, usage_limit: 3 });
    expect(await update({ ends_at: null })).to.include({ ends_at: null, version: 3 });
  });

  it("manages locations within their store", async () => {
    const made = await call("catalog.createLocation", {
      ...write(),
      location: { name: "Kitchen", address: { line1: "12 Road" }, tax_rate: 100_000, order_types: ["PICKUP"] },
    });
    expect(made).to.deep.include({ address: { line1: "12 Road" }, timezone: "UTC", order_types: ["PICKUP"] });
    const update = { ...write(), location_id: made.id, changes: { address: null, tax_rate: 0 } };
    expect(await call("catalog.updateLocation", update)).to.include({ address: null, tax_rate: 0, version: 2 });
    await refused(call("catalog.getLocation", { store_id: 1, location_id: made.id }), "location_not_found", 404);
    const foreign = { ...update, store_id: 1, idempotency_key: ulid() };
    await refused(call("catalog.updateLocation", foreign), "location_not_found", 404);
    const list = await call("catalog.listLocations", { store_id: store.store_id, limit: 20 });
    expect([list.items.length, list.total]).to.deep.equal([1, 1]);
    await call("catalog.deleteLocation", { ...write(), location_id: made.id });
    expect((await call("catalog.listLocations", { store_id: store.store_id, limit: 20 })).total).to.equal(0);
  });

  it("creates the demo catalog once, also when repeated", async () => {
    const db = new Database("catalog");
    await demoCatalog(db);
    await demoCatalog(db);
    await db.close();
    for (const [store_id, locationCount] of [
      [22, 3],
      [23, 2],
    ] as const) {
      const products = await call("catalog.searchProducts", { store_id, filter: {}, limit: 100 });
      expect([products.items.length, products.total]).to.deep.equal([12, 12]);
      const promotions = await call("catalog.listPromotions", { store_id, limit: 100 });
      expect(promotions.items).to.have.length(1);
      expect(promotions.items[0]).to.include({ code: "SAVE10", type: "percentage", value: 1_000, active: true });
      const locations = await call("catalog.listLocations", { store_id, limit: 100 });
      expect(locations.total).to.equal(locationCount);
      expect(locations.items.some(({ tax_rate }) => tax_rate === 100_000)).to.equal(true);
    }
  });
});

async function refused(work: Promise<unknown>, type: string, code?: number): Promise<void> {
  const error = await work.then(
    () => "accepted",
    (error: unknown) => error,
  );
  expect(error).to.include(code === undefined ? { type } : { type, code });
}
