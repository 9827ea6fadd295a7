import { expect } from "chai";
import { ulid } from "ulid";
import { conformity, type Parsed, type Reply, type Sending, ask as send } from "../../support/harness/index.ts";
import { sell } from "../../support/harness/orders.ts";
import { newCustomer, newShop, operatorOf, type Shop, shopperOf, staffOf } from "../../support/harness/shop.ts";

type Ask = (method: string, path: string, sending?: Sending) => Promise<Reply>;

interface Record {
  create(): Promise<string>;
  change(): object;
  ask?: Ask;
  /** The write that changes the record, if it is not a PUT of the record itself. */
  write?: [method: string, subpath: string];
  /** True for records that cannot be deleted. */
  isPermanent?: boolean;
}

describe("ETag", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const make = (path: string, body: () => object) => async () => {
    const reply = await shop.ask("POST", path, { body: body() });
    return `${path}/${reply.body.id}`;
  };
  const counter = () => staffOf(shop.store, ["tenant_admin"]);
  const renamed = () => ({ name: ulid() });
  const statuses = ["confirmed", "processing", "shipped"];
  let turn = 0;
  const merchant = "/merchant/api/v1/domains/{domain_id}";

  // Every record with an ETag; the first test fails when one is missing here.
  const records: { [template: string]: Record } = {
    [`${merchant}/customers/{id}`]: {
      create: async () => `/customers/${(await newCustomer(shop)).id}`,
      change: () => ({ first_name: ulid() }),
    },
    [`${merchant}/customer-groups/{group_id}`]: {
      create: make("/customer-groups", renamed),
      change: renamed,
    },
    [`${merchant}/products/{product_id}`]: {
      create: make("/products", () => ({ sku: ulid(), name: "Mug", price: 5 })),
      change: renamed,
    },
    [`${merchant}/promotions/{promotion_id}`]: {
      create: make("/promotions", () => ({ code: ulid(), type: "percentage", value: 10 })),
      change: () => ({ description: ulid() }),
    },
    [`${merchant}/locations/{location_id}`]: {
      create: make("/locations", () => ({ name: "Kitchen", tax_rate: 0.1, order_types: ["PICKUP"] })),
      change: renamed,
    },
    [`${merchant}/inventory/{sku}`]: {
      create: async () => {
        const path = `/inventory/${ulid()}`;
        await shop.ask("PUT", path, { body: { on_hand: 5 } });
        return path;
      },
      change: () => ({ adjust: 1 }),
      isPermanent: true,
    },
    [`${merchant}/orders/{order_id}`]: {
      create: async () => (await sell(shop, { payment: "none" })).path,
      change: () => ({ status: statuses[turn++ % statuses.length] }),
      write: ["PATCH", "/status"],
      isPermanent: true,
    },
    "/api/apps/v1/customers/{user_id}": {
      ask: (...request) => shop.askApp(...request),
      create: async () => {
        const phone = `017${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
        const { body } = await shop.askApp("POST", "/customers", { body: { name: "A B", phone } });
        return `/customers/${body.data.user_id}`;
      },
      change: renamed,
    },
    "/api/apps/v1/webhooks/{webhook_id}": {
      ask: (...request) => shop.askApp(...request),
      create: async () => {
        const { body } = await shop.askApp("POST", "/webhooks", {
          body: { url: "http://127.0.0.1:9/hook", topics: ["location.deleted"] },
        });
        return `/webhooks/${body.data.id}`;
      },
      change: () => ({ description: ulid() }),
      write: ["PATCH", ""],
    },
    "/api/v1/customers/{customer_id}": {
      ask: (method, path, sending) => send(method, `/api/v1${path}`, { as: counter(), ...sending }),
      create: async () => `/customers/${(await newCustomer(shop)).id}`,
      change: () => ({ first_name: ulid() }),
      isPermanent: true,
    },
    "/auth/user/{id}": {
      ask: (method, path, sending) =>
        send(method, path, { as: shopperOf(shop.store, path.split("/")[3] ?? ""), ...sending }),
      create: async () => `/auth/user/${(await newCustomer(shop)).id}`,
      change: () => ({ first_name: ulid() }),
      isPermanent: true,
    },
  };

  // Records whose writes cannot be repeated; their own specs test If-Match.
  const testedElsewhere = ["/orders/{order_number}", `${merchant}/returns/{return_id}`];

  it("is tested for every record that has one", () => {
    const versioned = conformity().operations.filter(
      ({ method, described }) => method === "GET" && described.responses["304"],
    );
    expect(versioned.map(({ template }) => template)).to.have.members([...Object.keys(records), ...testedElsewhere]);
  });

  const callerOf = (template: string) => {
    if (template.startsWith(merchant)) return shop.merchant;
    if (template.startsWith("/api/v1/")) return counter();
    if (template.startsWith("/ops/")) return operatorOf();
    return template.startsWith("/api/apps/") ? shop.app : shopperOf(shop.store, "cust_some");
  };

  it("is compared with If-Match, or the endpoint refuses the header", async () => {
    const writes = conformity().operations.filter(({ method }) => method !== "GET");
    const refusing = writes.filter(
      ({ described }) => !described.parameters.some(({ name }: Parsed) => name === "If-Match"),
    );
    expect(refusing.map(({ template }) => template)).to.include(`${merchant}/orders/bulk`);
    for (const { method, template } of refusing.filter(({ described }) => described.security.length > 0)) {
      const path = template.replace("{domain_id}", shop.store.domain_id).replace(/\{\w+\}/g, "cust_some");
      const as = callerOf(template);
      for (const header of ["If-Match", "If-None-Match"]) {
        for (const value of ['"v1"', "*"]) {
          const { body } = await send(method, path, { as, body: {}, headers: { [header]: value } });
          expect(body, `${method} ${path}`).to.deep.include({ status: 400, code: "validation_error" });
          expect(body.details[0].path, `${method} ${path}`).to.equal(header);
        }
      }
    }
  });

  it("is unchanged after a refused bulk change", async () => {
    const sold = await sell(shop, { payment: "none" });
    const first = await shop.ask("GET", sold.path);
    const body = { order_ids: [first.body.id], action: "add_tags", data: { tags: ["x"] } };
    const headers = { "If-Match": first.headers.get("etag") ?? "" };
    expect((await shop.ask("PATCH", "/orders/bulk", { body, headers })).status).to.equal(400);
    expect((await shop.ask("GET", sold.path)).headers.get("etag")).to.equal(first.headers.get("etag"));
  });

  for (const [template, record] of Object.entries(records)) {
    describe(template, () => {
      const ask: Ask = (...request) => (record.ask ?? shop.ask)(...request);
      let path: string;
      beforeEach(async () => {
        path = await record.create();
      });
      const tag = async () => (await ask("GET", path)).headers.get("etag") ?? "";
      const change = (headers: { [name: string]: string } = {}) => {
        const [method, subpath] = record.write ?? ["PUT", ""];
        return ask(method, `${path}${subpath}`, { body: record.change(), headers });
      };
      const put = (match: string) => change({ "If-Match": match });

      it("stays the same until a change", async () => {
        const first = await tag();
        expect(first).to.match(/^"[^"]+"$/);
        expect(await tag()).to.equal(first);
        const written = await change();
        expect(written.headers.get("etag")).to.equal(await tag());
        expect(await tag()).to.not.equal(first);
      });

      it("admits writes with the current value in If-Match only", async () => {
        const first = await tag();
        expect((await put(first)).status).to.equal(200);
        const stale = await put(first);
        expect(stale.body).to.include({ status: 412, code: "version_mismatch" });
        for (const match of ['"nonsense"', "nonsense", '"v0"', ""])
          expect((await put(match)).status, match).to.equal(412);
        expect((await put("*")).status).to.equal(200);
        expect((await put(`"v999", ${await tag()}`)).status).to.be.oneOf([200, 412]);
        if (record.isPermanent) return;
        const removed = await ask("DELETE", path, { headers: { "If-Match": first } });
        expect(removed.status).to.equal(412);
        expect((await ask("GET", path)).status).to.equal(200);
      });

      it("is compared whole: the current version with another second half, or without it, is 412", async () => {
        const current = await tag();
        const version = current.slice(1, -1).split(".")[0];
        const others = [`"${version}.other"`, ...(current.includes(".") ? [`"${version}"`] : [])];
        for (const other of others) expect((await put(other)).body, other).to.include({ code: "version_mismatch" });
        expect((await put(others.join(", "))).status).to.equal(412);
        expect((await put(`W/${current}`)).status).to.equal(412);
        expect((await put(`${others[0]}, ${current}`)).status).to.equal(200);
      });

      it("does not refuse a repeated request with the same idempotency key", async () => {
        const headers = { "If-Match": await tag(), "Idempotency-Key": ulid() };
        const body = record.change();
        const [method, below] = record.write ?? ["PUT", ""];
        const replies = [];
        for (let tries = 0; tries < 2; tries++) replies.push(await ask(method, `${path}${below}`, { body, headers }));
        expect(replies.map(({ status }) => status)).to.deep.equal([200, 200]);
        expect(replies[1]?.headers.get("idempotency-replayed")).to.equal("true");
      });

      it("admits one of two concurrent writes with the same value", async () => {
        const read = await tag();
        const replies = await Promise.all([put(read), put(read)]);
        expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 412]);
      });

      const itIfDeletable = record.isPermanent ? () => undefined : it;
      itIfDeletable("admits a delete with the current value", async () => {
        const headers = { "If-Match": await tag() };
        expect((await ask("DELETE", path, { headers })).status).to.be.oneOf([200, 204]);
        expect((await ask("GET", path)).status).to.equal(404);
      });

      it("returns 304 for a current value in If-None-Match", async () => {
        const read = await tag();
        for (const known of [read, `W/${read}`, `"x", ${read}`, "*"]) {
          const reply = await ask("GET", path, { headers: { "If-None-Match": known } });
          expect([reply.status, reply.text], known).to.deep.equal([304, ""]);
          expect(reply.headers.get("etag")).to.equal(read);
        }
        await change();
        expect((await ask("GET", path, { headers: { "If-None-Match": read } })).status).to.equal(200);
      });
    });
  }
});
