import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, setStatus, untilTotals } from "../../support/harness/shop.ts";

let lastPhone = 1_700_000_000 + (Date.now() % 50_000_000);
const freshPhone = () => `0${lastPhone++}`;

describe("apps: customers", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const create = async (more: object = {}): Promise<Parsed> => {
    const reply = await shop.askApp("POST", "/customers", {
      body: { name: "Karim Hossain", phone: freshPhone(), ...more },
    });
    expect(reply.status, reply.text).to.equal(201);
    return reply.body.data;
  };
  const single = async (user_id: number): Promise<Parsed> =>
    (await shop.askApp("GET", `/customers/${user_id}`)).body.data;

  describe("create", () => {
    it("accepts the seed's example and returns its fields", async () => {
      const body = {
        name: "Karim Hossain",
        phone: "01812345678",
        email: "karim@example.com",
        address: { city: "Chittagong" },
      };
      const reply = await shop.askApp("POST", "/customers", { body });
      expect(reply.status).to.equal(201);
      const { user_id, ...rest } = reply.body.data;
      expect(rest).to.deep.equal({
        name: body.name,
        phone: body.phone,
        email: body.email,
        store_id: shop.store.store_id,
      });
      expect(reply.body.status).to.equal(201);
      expect(user_id).to.be.a("number");
      expect(await single(user_id)).to.deep.include({
        address_json: { city: "Chittagong" },
        is_guest: 0,
        total_orders: 0,
      });
      expect(reply.headers.get("location")).to.equal(`/api/apps/v1/customers/${user_id}`);
    });

    it("requires a name and a phone number of at least ten characters", async () => {
      const bodies = [
        {},
        { name: "A" },
        { phone: freshPhone() },
        { name: "", phone: freshPhone() },
        { name: " ", phone: freshPhone() },
      ];
      const more = [
        { name: "A", phone: "123456789" },
        { name: "A", phone: "not a number" },
        { name: "A", phone: 1712345678 },
      ];
      const other = [
        { name: "x".repeat(256), phone: freshPhone() },
        { name: "A", phone: freshPhone(), address: "Dhaka" },
      ];
      for (const body of [...bodies, ...more, ...other, { name: "A", phone: freshPhone(), email: "no" }]) {
        const reply = await shop.askApp("POST", "/customers", { body });
        expect(reply.body, JSON.stringify(body)).to.include({ status: 400, code: "validation_error" });
      }
    });

    it("takes a phone number in the digits of any script", async () => {
      for (const [written, plain] of [
        ["০১৭১২৩৪৫৬১১", "01712345611"],
        ["०१७१२३४५६१२", "01712345612"],
        ["٠١٧١٢٣٤٥٦١٣", "01712345613"],
      ] as const) {
        const { user_id } = await create({ phone: written });
        expect((await single(user_id)).phone).to.equal(written);
        const again = await shop.askApp("POST", "/customers", { body: { name: "A", phone: plain } });
        expect(again.body.code).to.equal("phone_exists");
      }
      const chakma = [..."01712345614"].map((digit) => String.fromCodePoint(0x11136 + Number(digit))).join("");
      expect((await single((await create({ phone: chakma })).user_id)).phone).to.equal("01712345614");
    });

    it("recognizes a phone number in any notation", async () => {
      await create({ phone: "01712345678" });
      for (const phone of ["+8801712345678", "8801712345678", "+880 1712-345678", "01712 345678", "008801712345678"]) {
        const reply = await shop.askApp("POST", "/customers", { body: { name: "A", phone } });
        expect(reply.body, phone).to.include({ status: 409, code: "phone_exists" });
      }
      const { user_id } = await create({ phone: "+8801912345678" });
      expect((await single(user_id)).phone).to.equal("+8801912345678");
      const american = await newShop({ country: "US", currency: "USD" });
      await american.askApp("POST", "/customers", { body: { name: "A", phone: "(212) 555-0123" } });
      const again = await american.askApp("POST", "/customers", { body: { name: "B", phone: "+12125550123" } });
      expect(again.body.code).to.equal("phone_exists");
    });

    it("refuses an email in use", async () => {
      await create({ email: "same@example.com" });
      const body = { name: "A", phone: freshPhone(), email: "SAME@example.com" };
      expect((await shop.askApp("POST", "/customers", { body })).body.code).to.equal("email_exists");
    });

    it("splits and joins names", async () => {
      const cases: [string, string][] = [
        ["Prince", "Prince"],
        ["Abdur Rahim Khan", "Abdur Rahim Khan"],
        ["  Spaced   Out  ", "Spaced Out"],
        ["李 小龍", "李 小龍"],
      ];
      for (const [name, shown] of cases) expect((await create({ name })).name, name).to.equal(shown);
    });
  });

  describe("read and update", () => {
    it("returns the order summary and the verification flags", async () => {
      const { user_id } = await create();
      expect(await single(user_id)).to.have.all.keys(
        ..."user_id store_id name email phone address_json is_guest is_phone_verified is_email_verified".split(" "),
        ..."created_at updated_at total_orders total_spent".split(" "),
      );
    });

    it("changes only the given fields", async () => {
      const { user_id } = await create({ address: { city: "Dhaka" }, email: `${ulid()}@example.com` });
      const before = await single(user_id);
      const address_json = {
        address: "456 New Street",
        city: "Dhaka",
        area: "Gulshan",
        deep: { list: [1, null, "x"] },
      };
      const reply = await shop.askApp("PUT", `/customers/${user_id}`, {
        body: { name: "Rahim Ahmed Khan", address_json },
      });
      expect(reply.body).to.include({ message: "Customer updated.", status: 200 });
      expect(reply.body.data).to.not.have.any.keys("total_orders", "total_spent");
      const after = await single(user_id);
      expect({ ...after, updated_at: "" }).to.deep.equal({
        ...before,
        name: "Rahim Ahmed Khan",
        address_json,
        updated_at: "",
      });
      const cleared = await shop.askApp("PUT", `/customers/${user_id}`, { body: { address_json: null, email: null } });
      expect(cleared.body.data).to.include({ address_json: null, email: null });
    });

    it("leaves first and last name when their name is written as it was read", async () => {
      const names = { first_name: "Mary Ann", last_name: "van der Berg" };
      const { id, email } = await newCustomer(shop, names);
      const [found] = (await shop.askApp("GET", `/customers?search=${email}`)).body.data;
      const put = (name: string) => shop.askApp("PUT", `/customers/${found.user_id}`, { body: { name } });
      expect(found.name).to.equal("Mary Ann van der Berg");
      const same = await put(found.name);
      expect([same.body.data.name, same.body.data.updated_at]).to.deep.equal([found.name, found.updated_at]);
      await put(`  Mary  Ann van der Berg `);
      expect((await shop.ask("GET", `/customers/${id}`)).body).to.include({ ...names, updated_at: found.updated_at });
      await put("Mary Ann Berg");
      expect((await shop.ask("GET", `/customers/${id}`)).body).to.include({
        first_name: "Mary Ann",
        last_name: "Berg",
      });
    });

    it("accepts a new phone number or email unless it is in use", async () => {
      const [one, other] = [await create({ email: "one@example.com" }), await create({ email: "other@example.com" })];
      const put = (body: object) => shop.askApp("PUT", `/customers/${one.user_id}`, { body });
      expect((await put({ phone: other.phone })).body.code).to.equal("phone_exists");
      expect((await put({ phone: other.phone.replace(/^0/, "+880") })).body.code).to.equal("phone_exists");
      expect((await put({ email: "Other@Example.com" })).body.code).to.equal("email_exists");
      expect((await put({ phone: one.phone.replace(/^0/, "+880"), email: "ONE@example.com" })).status).to.equal(200);
      for (const body of [
        {},
        { phone: "" },
        { phone: "x".repeat(21) },
        { name: "" },
        { is_guest: 1 },
        { address_json: [] },
      ]) {
        expect((await put(body)).status, JSON.stringify(body)).to.equal(400);
      }
    });

    it("returns 404 for unknown ids", async () => {
      for (const id of ["999999999", "9007199254740991"]) {
        for (const [method, path] of [
          ["GET", ""],
          ["GET", "/orders"],
          ["DELETE", ""],
        ]) {
          const reply = await shop.askApp(method ?? "", `/customers/${id}${path}`);
          expect(reply.body, `${method} ${id}${path}`).to.include({ message: "Customer not found.", status: 404 });
        }
      }
      for (const id of ["0", "-1", "1.5", "abc", "9007199254740993", "1e3"]) {
        expect((await shop.askApp("GET", `/customers/${id}`)).status, id).to.be.oneOf([400, 404]);
      }
    });
  });

  describe("delete", () => {
    it("returns the seed's message", async () => {
      const { user_id } = await create();
      const reply = await shop.askApp("DELETE", `/customers/${user_id}`);
      expect([reply.status, reply.body]).to.deep.equal([200, { message: "Customer deleted.", status: 200 }]);
      expect((await shop.askApp("GET", `/customers/${user_id}`)).status).to.equal(404);
      expect((await shop.askApp("DELETE", `/customers/${user_id}`)).status).to.equal(404);
    });

    it("refuses a customer with orders, also cancelled or not yet counted ones", async () => {
      const { id } = await newCustomer(shop, { first_name: "Buyer" });
      const [{ user_id }] = (await shop.askApp("GET", "/customers?search=buyer")).body.data;
      const order = await newOrder(shop, id, 100);
      const remove = () => shop.askApp("DELETE", `/customers/${user_id}`);
      expect((await remove()).body).to.include({ status: 400, code: "customer_has_orders" });
      await setStatus(order, "cancelled");
      await untilTotals(shop, id, 0, 0);
      expect((await remove()).body.code).to.equal("customer_has_orders");
      expect((await shop.askApp("GET", `/customers/${user_id}`)).status).to.equal(200);
    });
  });
});
