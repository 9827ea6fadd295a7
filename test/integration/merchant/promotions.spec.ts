import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("promotions", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const plain = (fields: object = {}) => ({ code: `C-${ulid()}`, type: "percentage", value: 10, ...fields });
  const post = (body: object, of: Shop = shop) => of.ask("POST", "/promotions", { body });
  const put = (id: string, body: object, headers: Record<string, string> = {}) =>
    shop.ask("PUT", `/promotions/${id}`, { body, headers });
  const make = async (fields: object = {}, of: Shop = shop): Promise<Parsed> => {
    const reply = await post(plain(fields), of);
    expect(reply.status, reply.text).to.equal(201);
    return reply.body;
  };

  it("are created, read, listed, changed and deleted", async () => {
    const made = await post(plain({ description: "10% off", min_subtotal: 99.5, ends_at: "2026-12-31" }));
    const { id } = made.body;
    expect(id).to.match(/^promo_/);
    expect(made.headers.get("location")).to.equal(`${shop.base}/promotions/${id}`);
    expect(made.body).to.include({ type: "percentage", value: 10, min_subtotal: 99.5, times_used: 0, active: true });
    expect(made.body).to.include({ starts_at: null, ends_at: "2027-01-01T00:00:00.000Z", usage_limit: null });
    expect((await shop.ask("GET", `/promotions/${id}`)).body).to.deep.equal(made.body);
    const changed = await put(id, { active: false, usage_limit: 5, ends_at: null });
    expect(changed.body).to.include({ active: false, usage_limit: 5, ends_at: null, value: 10 });
    const { body } = await shop.ask("GET", "/promotions");
    expect(body.data).to.deep.include(changed.body);
    expect(body.pagination.total).to.equal(body.data.length);
    const late = await put(id, { active: true }, { "If-Match": made.headers.get("etag") ?? "" });
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    expect((await shop.ask("DELETE", `/promotions/${id}`)).status).to.equal(204);
    expect((await shop.ask("GET", `/promotions/${id}`)).body.code).to.equal("promotion_not_found");
  });

  it("last until the day ends, and begin when it begins, in the store's time zone", async () => {
    const dhaka = await newShop({ timezone: "Asia/Dhaka" });
    const made = await make({ starts_at: "2026-12-01", ends_at: "2026-12-31" }, dhaka);
    expect(made).to.include({ starts_at: "2026-11-30T18:00:00.000Z", ends_at: "2026-12-31T18:00:00.000Z" });
    const one = await make({ starts_at: "2026-12-31", ends_at: "2026-12-31" }, dhaka);
    expect(Date.parse(one.ends_at) - Date.parse(one.starts_at)).to.equal(86_400_000);
    const exact = await make({ ends_at: "2026-12-31T18:00:00+06:00" }, dhaka);
    expect(exact.ends_at).to.equal("2026-12-31T12:00:00.000Z");
    const changed = await dhaka.ask("PUT", `/promotions/${made.id}`, { body: { ends_at: "2027-02-28" } });
    expect(changed.body.ends_at).to.equal("2027-02-28T18:00:00.000Z");
  });

  it("take a code without what stands around it", async () => {
    const code = `Eid-${ulid()}`;
    expect((await make({ code: `\t${code} \r\n` })).code).to.equal(code);
    expect((await post(plain({ code: ` ${code}` }))).body.code).to.equal("code_exists");
    for (const blank of ["", " \n", `${code} x`]) expect((await post(plain({ code: blank }))).status).to.equal(400);
  });

  it("refuse a duplicate code in any case, within one store", async () => {
    const code = `Eid-${ulid()}`;
    const made = await make({ code });
    expect(made.code).to.equal(code);
    expect((await post(plain({ code: code.toUpperCase() }))).body).to.include({ status: 409, code: "code_exists" });
    const other = await make();
    expect((await put(other.id, { code: code.toLowerCase() })).body.code).to.equal("code_exists");
    expect((await make({ code }, await newShop())).code).to.equal(code);
  });

  it("take percentages with two decimals and amounts in the store's currency", async () => {
    const made = await make({ value: 12.25 });
    expect(made.value).to.equal(12.25);
    expect((await post(plain({ value: 12.255 }))).body.details[0].path).to.equal("value");
    expect((await post(plain({ type: "fixed", value: 1.005 }))).body.details[0].path).to.equal("value");
    const yen = await newShop({ country: "JP", currency: "JPY" });
    const fixed = await make({ type: "fixed", value: 500, min_subtotal: 2_000 }, yen);
    expect(fixed).to.include({ value: 500, min_subtotal: 2_000 });
    expect((await make({ value: 7.5 }, yen)).value).to.equal(7.5);
    expect((await put(made.id, { type: "fixed", value: 30.5 })).body).to.include({ type: "fixed", value: 30.5 });
    for (const half of [{ value: 5 }, { type: "percentage" }]) expect((await put(made.id, half)).status).to.equal(400);
  });

  it("refuse values out of range and periods that end before they start", async () => {
    for (const value of [0, 100.01])
      expect((await post(plain({ value }))).body).to.include({ status: 422, code: "invalid_promotion_value" });
    const [starts_at, ends_at] = ["2026-12-02T00:00:00Z", "2026-12-01T00:00:00+06:00"];
    expect((await post(plain({ starts_at, ends_at }))).body).to.include({
      status: 422,
      code: "invalid_promotion_period",
    });
    const { id } = await make({ starts_at });
    expect((await put(id, { ends_at })).body.code).to.equal("invalid_promotion_period");
  });

  it("refuse invalid fields", async () => {
    for (const body of [
      {},
      plain({ code: "TEN OFF" }),
      plain({ code: "x".repeat(41) }),
      plain({ type: "free" }),
      plain({ value: -1 }),
      plain({ usage_limit: 0 }),
      plain({ starts_at: "tomorrow" }),
      plain({ starts_at: "2026-02-30" }),
      plain({ starts_at: 5 }),
      plain({ times_used: 3 }),
    ])
      expect((await post(body)).status, JSON.stringify(body)).to.equal(400);
  });
});
