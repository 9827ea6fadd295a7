import { expect } from "chai";
import { ulid } from "ulid";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, untilTotals } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const fresh = () => `${ulid().toLowerCase()}@example.com`;

describe("customer resource", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  describe("create", () => {
    it("accepts every field of the seed and returns the whole record", async () => {
      const email = fresh();
      const given = { email, registration_source: "GOOGLE", enabled: true, approved: false, email_verified: true };
      const body = {
        ...given,
        phone_verified: true,
        first_name: "Rahim",
        last_name: "Ahmed",
        tenant_id: shop.store.tenant_id,
      };
      const reply = await shop.ask("POST", "/customers", { body });
      expect(reply.status).to.equal(201);
      expect(reply.body).to.deep.include({ ...body, phone: null, group_id: null, group_name: null, status: "pending" });
      expect(reply.body).to.include({ total_orders: 0, total_order_amount: 0, last_active_on: null });
      expect(reply.body.id).to.match(/^cust_[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(reply.body.created_at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(reply.headers.get("location")).to.equal(`${shop.base}/customers/${reply.body.id}`);
      const read = await ask("GET", reply.headers.get("location") ?? "", { as: shop.merchant });
      expect(read.body).to.deep.equal(reply.body);
      expect(read.headers.get("etag")).to.equal(reply.headers.get("etag"));
    });

    it("requires only an email and defaults the other fields", async () => {
      const { body } = await shop.ask("POST", "/customers", { body: { email: "Upper.Case@Example.COM" } });
      expect(body).to.include({ email: "upper.case@example.com", registration_source: "MERCHANT", status: "active" });
      expect(body).to.include({ first_name: "", last_name: "", email_verified: false, phone_verified: false });
      expect((await shop.ask("POST", "/customers", { body: {} })).body.details[0].path).to.equal("email");
      expect((await shop.ask("POST", "/customers")).status).to.equal(400);
    });

    it("accepts every registration source and refuses unknown ones", async () => {
      for (const source of ["EMAIL_PASSWORD", "GOOGLE", "FACEBOOK", "APPLE", "PHONE", "MERCHANT", "APP", "GUEST"]) {
        const { body } = await shop.ask("POST", "/customers", {
          body: { email: fresh(), registration_source: source },
        });
        expect(body.registration_source).to.equal(source);
      }
      for (const registration_source of ["google", "TIKTOK", ""]) {
        expect(
          (await shop.ask("POST", "/customers", { body: { email: fresh(), registration_source } })).status,
        ).to.equal(400);
      }
    });

    it("refuses an email or phone number in use, in any notation", async () => {
      const email = fresh();
      await newCustomer(shop, { email, phone: "01712340001" });
      const again = await shop.ask("POST", "/customers", { body: { email: email.toUpperCase() } });
      expect(again.body).to.include({ status: 409, code: "email_exists" });
      for (const phone of ["01712340001", "+8801712340001", "+880 1712-340001", "8801712340001"]) {
        const reply = await shop.ask("POST", "/customers", { body: { email: fresh(), phone } });
        expect(reply.body, phone).to.include({ status: 409, code: "phone_exists" });
      }
      const other = await newShop();
      expect((await other.ask("POST", "/customers", { body: { email, phone: "01712340001" } })).status).to.equal(201);
    });

    it("creates one customer when the same email is sent concurrently", async () => {
      const body = { email: fresh() };
      const replies = await Promise.all(Array.from({ length: 8 }, () => shop.ask("POST", "/customers", { body })));
      expect(replies.filter(({ status }) => status === 201)).to.have.length(1);
      expect(replies.filter(({ status }) => status === 409)).to.have.length(7);
    });

    it("refuses invalid emails and another tenant's id", async () => {
      for (const email of ["", "a", "a@", "@b.c", "a b@c.de", "a@b", `${"x".repeat(250)}@example.com`, 7, null]) {
        expect((await shop.ask("POST", "/customers", { body: { email } })).status, String(email)).to.equal(400);
      }
      const reply = await shop.ask("POST", "/customers", { body: { email: fresh(), tenant_id: "ten_other" } });
      expect(reply.body).to.include({ status: 403, code: "forbidden" });
    });

    it("stores text unchanged", async () => {
      const names = [
        "O'Brien; DROP TABLE customers",
        "方李",
        "👩‍👩‍👧‍👦",
        "é",
        "<script>",
        "\\'\"%_",
        "x".repeat(255),
        "  padded  ",
      ];
      for (const first_name of names) {
        const { id } = await newCustomer(shop, { first_name });
        expect((await shop.ask("GET", `/customers/${id}`)).body.first_name).to.equal(first_name);
      }
    });
  });

  describe("read", () => {
    it("includes the addresses on request", async () => {
      const { id } = await newCustomer(shop);
      const { body } = await shop.ask("GET", `/customers/${id}?include=addresses`);
      expect(body.addresses).to.deep.equal([]);
      expect((await shop.ask("GET", `/customers/${id}`)).body).to.not.have.property("addresses");
      expect((await shop.ask("GET", `/customers/${id}?include=orders`)).status).to.equal(400);
    });

    it("returns the addresses of the demo customers", async () => {
      const { merchantOf } = await import("../../support/harness/shop.ts");
      const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
      const base = "/merchant/api/v1/domains/dom_demo/customers";
      const { body } = await ask("GET", `${base}?size=100`, { as });
      expect(body.data.length).to.be.above(0);
      const lists = await Promise.all(
        body.data.slice(0, 30).map(({ id }: Parsed) => ask("GET", `${base}/${id}?include=addresses`, { as })),
      );
      const addresses = lists.flatMap((list) => list.body.addresses);
      expect(addresses.length).to.be.above(0);
      for (const address of addresses) expect(address.id).to.match(/^addr_/);
    });

    it("returns 404 for an unknown id", async () => {
      for (const id of ["cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", "1", "nobody", "%20", "cust_'%20OR%201=1"]) {
        expect((await shop.ask("GET", `/customers/${id}`)).body.code, id).to.equal("customer_not_found");
      }
      expect((await shop.ask("GET", `/customers/${"x".repeat(65)}`)).status).to.equal(400);
    });
  });

  describe("update", () => {
    it("changes only the given fields", async () => {
      const made = await newCustomer(shop, { first_name: "A", last_name: "B", phone: "01812340002" });
      const { body } = await shop.ask("PUT", `/customers/${made.id}`, { body: { first_name: "C" } });
      expect({ ...body, updated_at: "" }).to.deep.equal({ ...made, first_name: "C", updated_at: "" });
      expect(Date.parse(body.updated_at)).to.be.at.least(Date.parse(made.updated_at));
    });

    it("derives the status from enabled and approved", async () => {
      const { id } = await newCustomer(shop);
      const cases: [object, string][] = [
        [{ approved: false }, "pending"],
        [{ enabled: false }, "disabled"],
        [{ approved: true }, "disabled"],
        [{ enabled: true }, "active"],
      ];
      for (const [body, status] of cases) {
        expect((await shop.ask("PUT", `/customers/${id}`, { body })).body.status).to.equal(status);
      }
    });

    it("leaves the version and the update time as they are when nothing changes", async () => {
      const { id, updated_at } = await newCustomer(shop, { first_name: "Same" });
      const before = (await shop.ask("GET", `/customers/${id}`)).headers.get("etag");
      const reply = await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "Same", enabled: true } });
      expect([reply.status, reply.body.updated_at, reply.headers.get("etag")]).to.deep.equal([200, updated_at, before]);
    });

    it("refuses an empty body, read-only fields and null", async () => {
      const { id } = await newCustomer(shop);
      const bodies = [
        {},
        { email: fresh() },
        { phone: "01712345678" },
        { first_name: null },
        { enabled: null },
        { enabled: 1 },
      ];
      for (const body of bodies) {
        expect((await shop.ask("PUT", `/customers/${id}`, { body })).status, JSON.stringify(body)).to.equal(400);
      }
      expect((await shop.ask("PUT", `/customers/${id}`)).status).to.equal(400);
      const unknown = await shop.ask("PUT", "/customers/cust_nobody", { body: { first_name: "A" } });
      expect(unknown.body.code).to.equal("customer_not_found");
    });
  });

  describe("delete", () => {
    it("returns 204 and removes the customer from every list and export", async () => {
      const { id, email } = await newCustomer(shop, { first_name: "Gone", phone: "01612340003" });
      const reply = await shop.ask("DELETE", `/customers/${id}`);
      expect([reply.status, reply.text]).to.deep.equal([204, ""]);
      expect((await shop.ask("GET", `/customers/${id}`)).status).to.equal(404);
      expect((await shop.ask("DELETE", `/customers/${id}`)).body.code).to.equal("customer_not_found");
      expect((await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "A" } })).status).to.equal(404);
      for (const query of [`email=${email}`, "first_name=gone"]) {
        expect((await shop.ask("GET", `/customers?${query}`)).body.data, query).to.deep.equal([]);
      }
      expect((await shop.ask("GET", `/customers/csv?customer_ids=${id}`)).text).to.not.contain(id);
      // The email and the phone number can be used again.
      expect((await shop.ask("POST", "/customers", { body: { email, phone: "01612340003" } })).status).to.equal(201);
    });

    it("keeps the orders and erases their notes", async () => {
      const { id } = await newCustomer(shop);
      const order = await newOrder(shop, id, 500, { note: "Leave it with Rahima" });
      await untilTotals(shop, id, 1, 5);
      expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
      const { act } = await import("../../support/harness/index.ts");
      const retained = await until(async () => {
        const { items } = await act("orders.search", {
          store_id: shop.store.store_id,
          filter: {},
          page: 1,
          limit: 100,
        });
        const found = items.find((each) => each.id === order.id);
        return found?.note === null ? found : undefined;
      });
      expect(retained.grand_total).to.equal(500);
    });

    it("erases the person's data from the event log", async () => {
      const secret = ulid();
      const { id } = await newCustomer(shop, { first_name: secret, last_name: `L${secret}`, phone: "01512340004" });
      await shop.ask("PUT", `/customers/${id}`, { body: { last_name: `M${secret}` } });
      const events = async () => (await shop.ask("GET", `/events?entity_id=${id}&limit=100`)).body.data;
      await until(async () => (await events()).length === 2);
      expect(JSON.stringify(await events())).to.contain(secret);
      await shop.ask("DELETE", `/customers/${id}`);
      const left = await until(async () => {
        const all = await events();
        return all.length === 3 ? all : undefined;
      });
      expect(JSON.stringify(left)).to.not.contain(secret);
      expect(JSON.stringify(left)).to.not.contain("01512340004");
      expect(left.map(({ name }: Parsed) => name)).to.deep.equal([
        "customer.deleted",
        "customer.updated",
        "customer.created",
      ]);
      expect(Object.keys(left[1].after)).to.deep.equal(["last_name"]);
      expect(Object.keys(left[2].after)).to.include.members(["first_name", "email", "phone"]);
    });

    it("returns 410 instead of erased data when the creating request is repeated", async () => {
      const headers = { "Idempotency-Key": ulid() };
      const secret = ulid();
      const body = { email: fresh(), first_name: secret };
      const { body: made } = await shop.ask("POST", "/customers", { body, headers });
      await shop.ask("DELETE", `/customers/${made.id}`);
      const again = await shop.ask("POST", "/customers", { body, headers });
      expect(again.text).to.not.contain(secret);
      expect(again.body).to.include({ status: 410, code: "erased" });
    });
  });
});
