import { expect } from "chai";
import { newShop, type Shop } from "../support/harness/shop.ts";

describe("consistency across surfaces", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  it("shows the merchant a customer created by an app", async () => {
    const body = {
      name: "Karim Uddin Hossain",
      phone: "01812345678",
      email: "Karim@Example.com",
      address: { city: "X" },
    };
    const created = await shop.askApp("POST", "/customers", { body });
    expect(created.status).to.equal(201);
    expect(created.body.data).to.include({
      name: "Karim Uddin Hossain",
      phone: "01812345678",
      email: "karim@example.com",
    });
    const { body: list } = await shop.ask("GET", "/customers?email=karim@");
    expect(list.pagination.total).to.equal(1);
    expect(list.data[0]).to.include({
      first_name: "Karim Uddin",
      last_name: "Hossain",
      phone: "01812345678",
      registration_source: "APP",
      status: "active",
      tenant_id: shop.store.tenant_id,
      total_orders: 0,
      total_order_amount: 0,
      last_active_on: null,
      group_id: null,
    });
  });

  it("shows an app the merchant's create, update and delete", async () => {
    const fields = { email: "rahim@example.com", phone: "01712345678", first_name: "Rahim", last_name: "Ahmed" };
    const created = await shop.ask("POST", "/customers", { body: { ...fields, phone_verified: true } });
    expect(created.status).to.equal(201);
    const { body: found } = await shop.askApp("GET", "/customers?search=rahim");
    const [{ user_id }] = found.data;
    expect(found.data).to.have.length(1);
    await shop.ask("PUT", `/customers/${created.body.id}`, { body: { last_name: "Khan" } });
    const single = await shop.askApp("GET", `/customers/${user_id}`);
    expect(single.body.data).to.include({
      name: "Rahim Khan",
      is_phone_verified: 1,
      is_email_verified: 0,
      is_guest: 0,
    });
    expect(single.body.data).to.include({
      store_id: shop.store.store_id,
      email: "rahim@example.com",
      address_json: null,
    });
    await shop.ask("DELETE", `/customers/${created.body.id}`);
    expect((await shop.askApp("GET", `/customers/${user_id}`)).status).to.equal(404);
  });

  it("shows the merchant an app's update under a new ETag", async () => {
    const body = { name: "Nila", phone: "01912345678" };
    const { user_id } = (await shop.askApp("POST", "/customers", { body })).body.data;
    const [{ id }] = (await shop.ask("GET", "/customers?first_name=nila")).body.data;
    const before = await shop.ask("GET", `/customers/${id}`);
    await shop.askApp("PUT", `/customers/${user_id}`, { body: { name: "Nila Akter Banu", email: "nila@example.com" } });
    const after = await shop.ask("GET", `/customers/${id}`);
    expect(after.body).to.include({ first_name: "Nila Akter", last_name: "Banu", email: "nila@example.com" });
    expect(after.headers.get("etag")).to.not.equal(before.headers.get("etag"));
  });
});
