import { expect } from "chai";
import { ask, type Parsed } from "../../support/harness/index.ts";
import { all, type Sold, sell } from "../../support/harness/orders.ts";
import { merchantOf, newShop, type Shop } from "../../support/harness/shop.ts";

type Call = [method: string, path: string, body?: object];

describe("order isolation and validation", () => {
  let mine: Shop;
  let theirs: Shop;
  let sold: Sold;
  let fulfillment: string;
  let original: Parsed;
  before(async () => {
    [mine, theirs] = [await newShop(), await newShop()];
    sold = await sell(theirs);
    const { body } = await theirs.ask("POST", `${sold.path}/fulfillments`, { body: { items: all(sold, 1) } });
    fulfillment = body.id;
    original = await read();
  });

  // Without the timeline and updated_at, which may still change asynchronously after creation.
  const read = async () => {
    const { timeline: _, updated_at: __, ...order } = (await theirs.ask("GET", sold.path)).body;
    return order;
  };
  const allCalls = (): Call[] => [
    ["GET", sold.path],
    ["PATCH", `${sold.path}/status`, { status: "delivered" }],
    ["POST", `${sold.path}/cancel`, { reason: "fraud", refund: true }],
    ["GET", `${sold.path}/fulfillments`],
    ["POST", `${sold.path}/fulfillments`, { items: all(sold, 1) }],
    ["PATCH", `${sold.path}/fulfillments/${fulfillment}`, { status: "delivered" }],
  ];

  it("hides another store's orders under the caller's own domain", async () => {
    for (const [method, path, body] of allCalls()) {
      const reply = await mine.ask(method, path, { body });
      const label = `${method} ${path} → ${reply.text}`;
      expect(reply.body, label).to.include({ status: 404, code: "order_not_found" });
    }
    const { body } = await mine.ask("GET", `/orders?customer_id=${sold.customer.id}`);
    expect(body.data).to.deep.equal([]);
    expect((await mine.ask("GET", `/orders?search=${sold.order.order_number}`)).body.data).to.deep.equal([]);
    expect(await read()).to.deep.equal(original);
  });

  it("refuses requests under another store's domain", async () => {
    const bulk: Call = ["PATCH", "/orders/bulk", { order_ids: [sold.order.id], action: "fulfill", data: {} }];
    for (const [method, path, body] of [...allCalls(), bulk, ["GET", "/orders"] as Call]) {
      const reply = await ask(method, `${theirs.base}${path}`, { as: mine.merchant, body });
      expect(reply.body, `${method} ${path}`).to.include({ status: 403, code: "forbidden" });
      const anonymous = await ask(method, `${theirs.base}${path}`, { body });
      expect(anonymous.status, `${method} ${path}`).to.equal(401);
    }
    expect(await read()).to.deep.equal(original);
  });

  it("leaves another store's orders unchanged in bulk requests", async () => {
    for (const [action, data] of [
      ["update_status", { status: "cancelled" }],
      ["update_status", { status: "refunded" }],
      ["update_status", { status: "delivered" }],
      ["add_tags", { tags: ["mine"] }],
      ["fulfill", {}],
    ] as const) {
      const { body } = await mine.ask("PATCH", "/orders/bulk", {
        body: { order_ids: [sold.order.id], action, data },
      });
      expect(body).to.deep.include({ success: false, updated_count: 0, updated_orders: [] });
      expect(body.failed.map(({ code }: Parsed) => code)).to.deep.equal(["order_not_found"]);
    }
    expect(await read()).to.deep.equal(original);
  });

  it("refuses items and fulfilments of another store", async () => {
    const own = await sell(mine);
    const reply = await mine.ask("POST", `${own.path}/fulfillments`, { body: { items: all(sold, 1) } });
    expect(reply.body).to.include({ status: 404, code: "item_not_found" });
    const path = `${own.path}/fulfillments/${fulfillment}`;
    expect((await mine.ask("PATCH", path, { body: { status: "delivered" } })).body.code).to.equal(
      "fulfillment_not_found",
    );
    expect(await read()).to.deep.equal(original);
  });

  it("validates a request before looking up the order", async () => {
    const unknown = "/orders/ord_nobody";
    for (const [method, path] of allCalls().filter(([method]) => method !== "GET")) {
      const reply = await mine.ask(method, path.replace(sold.path, unknown), { body: { nonsense: 1 } });
      expect(reply.body.code, path).to.equal("validation_error");
    }
  });

  it("names the invalid fields of a fulfilment and changes nothing", async () => {
    const [{ id }, other] = all(sold) as [Parsed, Parsed];
    const place = { line1: "123 Main Street" };
    const bodies: [object, string][] = [
      [{ items: undefined }, "items"],
      [{ items: [] }, "items"],
      [{ items: [{ id }] }, "items.0.quantity"],
      [{ items: [{ quantity: 1 }] }, "items.0.id"],
      [{ items: [{ id, quantity: 0 }] }, "items.0.quantity"],
      [{ items: [{ id, quantity: -1 }] }, "items.0.quantity"],
      [{ items: [{ id, quantity: 1.5 }] }, "items.0.quantity"],
      [{ items: [{ id, quantity: 2 ** 53 }] }, "items.0.quantity"],
      [{ items: [{ id, quantity: 1_000_001 }] }, "items.0.quantity"],
      [{ items: [{ id, quantity: "1" }] }, "items.0.quantity"],
      [
        {
          items: [
            { id, quantity: 1 },
            { id, quantity: 1 },
          ],
        },
        "items.1.id",
      ],
      [{ items: [{ id, quantity: 1, selling_price: 1.005 }] }, "items.0.selling_price"],
      [
        {
          items: [
            { id, quantity: 1 },
            { ...other, selling_price: 0.001 },
          ],
        },
        "items.1.selling_price",
      ],
      [{ items: [{ id, quantity: 1, selling_price: -1 }] }, "items.0.selling_price"],
      [{ items: [{ id, quantity: 1, price: 1 }] }, "items.0.price"],
      [{ tracking_url: "javascript:alert(1)" }, "tracking_url"],
      [{ tracking_url: "data:text/html,x" }, "tracking_url"],
      [{ awb: "x".repeat(101) }, "awb"],
      [{ provider_id: 7 }, "provider_id"],
      [{ customer: { phone: "1" } }, "customer.name"],
      [{ customer: { name: "A", phone: "call me" } }, "customer.phone"],
      [{ customer: { name: "A", email: "a@example.com" } }, "customer.email"],
      [{ customer: { name: "A", address: { city: "Dhaka" } } }, "customer.address.line1"],
      [{ delivery_person: { name: "A\u0000" } }, "delivery_person.name"],
      [{ pickup_address: { ...place, country_code: "BGD" } }, "pickup_address.country_code"],
      [
        { pickup_address: { ...place, coordinates: { latitude: 91, longitude: 0 } } },
        "pickup_address.coordinates.latitude",
      ],
      [{ notify_customer: "yes" }, "notify_customer"],
      [{ status: "shipped" }, "status"],
    ];
    for (const [body, path] of bodies) {
      const items = all(sold, 1);
      const reply = await theirs.ask("POST", `${sold.path}/fulfillments`, { body: { items, ...body } });
      const label = JSON.stringify(body);
      expect(reply.body, label).to.include({ status: 400, code: "validation_error" });
      expect(
        reply.body.details.map((detail: Parsed) => detail.path),
        label,
      ).to.include(path);
    }
    expect(await read()).to.deep.equal(original);
  });

  it("counts decimals by the store's currency", async () => {
    const yen = await newShop({ country: "JP", currency: "JPY" });
    const own = await sell(yen, { items: [{ name: "Tea", quantity: 1, unit_price: 500 }] });
    expect((await yen.ask("GET", own.path)).body.grand_total).to.equal(500);
    const fraction = await yen.ask("POST", `${own.path}/cancel`, {
      body: { reason: "other", refund: true, refund_amount: 0.5 },
    });
    expect([fraction.status, fraction.body.details[0].path]).to.deep.equal([400, "refund_amount"]);
    const { body } = await yen.ask("POST", `${own.path}/cancel`, {
      body: { reason: "other", refund: true, refund_amount: 120 },
    });
    expect(body.refund).to.include({ amount: 120, currency: "JPY" });
  });

  it("returns 404 for a domain without a store", async () => {
    const as = merchantOf({ tenant_id: mine.store.tenant_id, domain_ids: ["dom_nowhere"] });
    const { body } = await ask("GET", "/merchant/api/v1/domains/dom_nowhere/orders", { as });
    expect(body).to.include({ status: 404, code: "domain_not_found" });
  });
});
