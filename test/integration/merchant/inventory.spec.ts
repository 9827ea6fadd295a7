import { expect } from "chai";
import { ulid } from "ulid";
import { act, type Parsed } from "../../support/harness/index.ts";
import { newShop, type Shop, walk } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("inventory", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const put = (sku: string, body: object, headers: Record<string, string> = {}) =>
    shop.ask("PUT", `/inventory/${encodeURIComponent(sku)}`, { body, headers });
  const get = (sku: string) => shop.ask("GET", `/inventory/${encodeURIComponent(sku)}`);
  const hold = (sku: string, quantity: number) => {
    const { store_id, tenant_id } = shop.store;
    const reference = `ord_${ulid()}`;
    const lines = [{ sku, quantity }];
    return act("inventory.reserve", { idempotency_key: ulid(), store_id, tenant_id, reference, lines });
  };

  it("creates a SKU with its first stock level", async () => {
    const sku = `MUG/${ulid()} 1+1`;
    expect((await get(sku)).body).to.include({ status: 404, code: "sku_not_found" });
    expect((await shop.ask("GET", `/inventory/${encodeURIComponent(sku)}/movements`)).status).to.equal(404);
    const set = await put(sku, { on_hand: 12 });
    expect([set.status, set.body.sku]).to.deep.equal([200, sku]);
    expect(set.body).to.include({ on_hand: 12, reserved: 0, available: 12 });
    const read = await get(sku);
    expect(read.body).to.deep.equal(set.body);
    expect(read.headers.get("etag")).to.equal(set.headers.get("etag"));
    expect((await put(sku, { adjust: -5, reason: "Broken" })).body).to.include({ on_hand: 7, available: 7 });
  });

  it("shows reserved stock and refuses to remove it", async () => {
    const sku = ulid();
    await put(sku, { on_hand: 5 });
    await hold(sku, 3);
    expect((await get(sku)).body).to.include({ on_hand: 5, reserved: 3, available: 2 });
    for (const body of [{ on_hand: 2 }, { adjust: -3 }])
      expect((await put(sku, body)).body).to.include({ status: 422, code: "insufficient_stock" });
    expect((await put(sku, { adjust: -2 })).body).to.include({ on_hand: 3, available: 0 });
    const full = await put(sku, { adjust: 1_000_000_000 });
    expect(full.body).to.include({ status: 422, code: "stock_too_large" });
  });

  it("lists every movement by page and by cursor", async () => {
    const sku = ulid();
    await put(sku, { on_hand: 10, reason: "Counted" });
    await put(sku, { on_hand: 10 });
    await put(sku, { adjust: 2 });
    await hold(sku, 4);
    const path = `/inventory/${sku}/movements`;
    const { body } = await shop.ask("GET", path);
    expect(body.data.map(({ type, quantity }: Parsed) => [type, quantity])).to.deep.equal([
      ["reserve", 4],
      ["adjust", 2],
      ["set", 10],
    ]);
    expect(body.data[0].id).to.match(/^mov_/);
    expect(body.data[0].reference).to.match(/^ord_/);
    expect(body.data[2]).to.include({ reason: "Counted", reference: null });
    expect(body.pagination).to.include({ total: 3, page: 1, limit: 20 });
    expect(await walk(shop, path, "limit", 2)).to.deep.equal(body.data);
  });

  it("refuses a stale version in If-Match", async () => {
    const sku = ulid();
    const tag = (await put(sku, { on_hand: 1 })).headers.get("etag") ?? "";
    await hold(sku, 1);
    const late = await put(sku, { on_hand: 5 }, { "If-Match": tag });
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    const fresh = (await get(sku)).headers.get("etag") ?? "";
    expect((await put(sku, { on_hand: 5 }, { "If-Match": fresh })).body).to.include({ on_hand: 5 });
    expect((await put(ulid(), { on_hand: 5 }, { "If-Match": fresh })).status).to.equal(412);
  });

  it("applies a change once per idempotency key", async () => {
    const sku = ulid();
    const headers = { "Idempotency-Key": ulid() };
    for (let n = 0; n < 3; n++) expect((await put(sku, { adjust: 4 }, headers)).body).to.include({ on_hand: 4 });
    expect((await get(sku)).body.on_hand).to.equal(4);
  });

  it("isolates the stock of each store", async () => {
    const sku = ulid();
    await put(sku, { on_hand: 1 });
    const other = await newShop();
    expect((await other.ask("GET", `/inventory/${sku}`)).status).to.equal(404);
    expect((await other.ask("PUT", `/inventory/${sku}`, { body: { on_hand: 9 } })).body.on_hand).to.equal(9);
    expect((await get(sku)).body.on_hand).to.equal(1);
  });

  it("refuses invalid quantities and SKUs", async () => {
    for (const body of [
      {},
      { reason: "?" },
      { on_hand: 1, adjust: 1 },
      { on_hand: -1 },
      { on_hand: 1.5 },
      { on_hand: "1" },
      { on_hand: 1_000_000_001 },
      { adjust: 2 ** 53 },
      { adjust: null },
      { on_hand: 1, reserved: 1 },
      { adjust: 1, reason: "\u0000" },
    ])
      expect((await put("REFUSED", body)).status, JSON.stringify(body)).to.equal(400);
    expect((await put(" PADDED", { on_hand: 1 })).status).to.equal(400);
    expect((await put("x".repeat(65), { on_hand: 1 })).status).to.equal(400);
    expect((await get("REFUSED")).status).to.equal(404);
  });

  it("records stock changes with their actor in the event log", async () => {
    const sku = ulid();
    await put(sku, { on_hand: 3 });
    await put(sku, { adjust: 1, reason: "Found" });
    const events = await until(async () => {
      const { body } = await shop.ask("GET", `/events?entity_type=stock&entity_id=${sku}`);
      return body.data.length === 2 ? body.data : undefined;
    });
    expect(events[0]).to.deep.include({ name: "stock.moved", before: { on_hand: 3 } });
    expect(events[0].after).to.deep.equal({ on_hand: 4, reason: "Found" });
    expect(events[0]).to.include({ actor_type: "merchant", actor_id: "user_tests" });
  });
});
