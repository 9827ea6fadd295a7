import "../support/harness/data.ts";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Description } from "joi";
import { Client } from "undici";
import { needsCredential } from "../../services/api/endpoint.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { send } from "../support/harness/http.ts";
import { ask, product } from "../support/harness/index.ts";
import type { Beside } from "../support/harness/product.ts";
import { merchantOf, newShop, type Shop } from "../support/harness/shop.ts";

const json = { "Content-Type": "application/json" };
const endpoints = surfaces.flatMap((surface) => surface.endpoints.map((endpoint) => ({ surface, endpoint })));
const open = endpoints
  .filter(({ endpoint }) => !needsCredential(endpoint) && endpoint.bodySchema)
  .map(({ surface, endpoint }) => ({ path: `${surface.prefix}${endpoint.path}`, endpoint }));

describe("open endpoints", () => {
  const store = { "X-Store-Id": "22" };

  for (const { path } of open) {
    const post = (raw: string | Uint8Array<ArrayBuffer>, headers = {}) =>
      ask("POST", path, { raw, headers: { ...json, ...store, ...headers } });

    it(`${path} takes a body of 16 KiB at most`, async () => {
      const filler = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
      expect((await post(filler(16 * 1024 + 1))).status).to.equal(413);
      expect((await post(filler(16 * 1024))).status).to.be.oneOf([400, 401]);
    });

    it(`${path} takes no compressed body`, async () => {
      const packed = { gzip: gzipSync("{}"), deflate: deflateSync("{}"), br: brotliCompressSync("{}") };
      for (const [encoding, bytes] of Object.entries(packed))
        expect((await post(new Uint8Array(bytes), { "Content-Encoding": encoding })).status, encoding).to.equal(415);
      expect((await post("{}", { "Content-Encoding": "identity" })).status).to.not.equal(415);
    });

    it(`${path} names a few unknown fields of many, and looks no further`, async () => {
      const fields = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, [[{ email: at }]]]));
      const { status, body } = await ask("POST", path, { body: fields, headers: store });
      expect(status).to.equal(400);
      const said = body.details?.map(({ path: name }: { path: string }) => name) ?? [body.error_description];
      expect(said.length).to.be.within(1, 5);
      expect(String(said[0])).to.contain("f0");
    });
  }
});

describe("lists in a body", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  it("have a longest length wherever a schema takes one", () => {
    const unbounded = endpoints.flatMap(({ endpoint }) =>
      [endpoint.bodySchema, endpoint.querySchema].flatMap((schema) =>
        schema ? unboundedIn(schema.describe(), endpoint.id) : [],
      ),
    );
    expect(unbounded).to.deep.equal([]);
  });

  it("are refused for their length before their items are read, at every level", async () => {
    const path = "/products";
    const long = Array.from({ length: 5_000 }, () => ({ nonsense: true }));
    const { status, body } = await shop.ask("POST", path, { body: { sku: 7, modifiers: long } });
    expect(status).to.equal(400);
    expect(body.details).to.have.length(1);
    expect(body.details[0]).to.include({ path: "modifiers" });
    expect(body.details[0].message).to.match(/at most \d+ items/);
  });
});

describe("limits by network", () => {
  let gateway: Beside;
  before(async function () {
    this.timeout(60_000);
    gateway = await product().startBeside({ RATE_LIMIT: "on", TRUST_PROXY: "1" });
  });
  after(() => gateway.stop());

  const from = (address: string) => ({ "X-Forwarded-For": address });
  const login = (address: string) =>
    send(gateway.url, "POST", "/auth/login", { body: {}, headers: { "X-Store-Id": "22", ...from(address) } });
  const list = "/merchant/api/v1/domains/dom_demo/customers?size=1";
  const wrong = (address: string) =>
    send(gateway.url, "GET", list, { headers: { Authorization: "Bearer a.b.c", ...from(address) } });

  async function until429(one: () => Promise<{ status: number }>, most: number): Promise<number> {
    for (let sent = 0; sent < most; sent += 50) {
      const replies = await Promise.all(Array.from({ length: 50 }, one));
      if (replies.some(({ status }) => status === 429)) return sent;
    }
    throw new Error(`${most} requests were all taken.`);
  }

  it("hold for open endpoints, for all addresses of an IPv6 /64", async function () {
    this.timeout(60_000);
    let at = 0;
    await until429(() => login(`2001:db8:1:2::${(++at).toString(16)}`), 3_000);
    // The bucket drains meanwhile: a full one would take 600 of another address.
    expect(await until429(() => login("2001:db8:1:2:ffff::1"), 600)).to.be.below(500);
    expect((await login("2001:db8:1:3::1")).status).to.equal(400);
  });

  it("hold for failed credentials, and not for those that were right before", async function () {
    this.timeout(60_000);
    const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
    const address = "198.51.100.7";
    const right = (headers: Record<string, string>) =>
      send(gateway.url, "GET", list, { as: headers, headers: from(address) });
    expect((await right(as)).status).to.equal(200);
    expect(await until429(() => wrong(address), 300)).to.be.at.most(100);
    const refused = await wrong(address);
    expect([refused.status, refused.body.code]).to.deep.equal([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).to.be.at.least(1);
    expect((await right(as)).status).to.equal(200);
    expect((await send(gateway.url, "GET", list, { as, headers: from("198.51.100.8") })).status).to.equal(200);
  });

  it("let browsers be told to use TLS where a request came by it, and nowhere else", async () => {
    const hsts = async (headers: Record<string, string>) =>
      (await send(gateway.url, "GET", "/health/live", { headers })).headers.get("strict-transport-security");
    expect(await hsts({ "X-Forwarded-Proto": "https" })).to.match(/^max-age=\d{8}/);
    expect(await hsts({ "X-Forwarded-Proto": "http" })).to.equal(null);
    expect(await hsts({})).to.equal(null);
  });

  it("hold for documents and pictures, and never for health", async function () {
    this.timeout(60_000);
    const headers = from("203.0.113.9");
    // Far lighter than fetch: what a slow machine sends must be more than what drains in that time.
    const client = new Client(gateway.url, { pipelining: 50 });
    const pageOf = async (method: "GET" | "HEAD", path: string) => {
      const { statusCode: status, body } = await client.request({ method, path, headers });
      await body.dump();
      return { status };
    };
    const picture = () => pageOf("GET", "/media/22-abcdefghijklmnopqrstuvwxyz012345");
    // Documents, which cost little, fill what pictures are refused by.
    const document = async () => {
      const { status } = await pageOf("HEAD", "/openapi.json");
      expect(status).to.be.oneOf([200, 429]);
      return { status: 200 };
    };
    let sent = 0;
    try {
      await until429(() => (++sent % 10 === 0 ? picture() : document()), 30_000);
      expect((await send(gateway.url, "GET", "/health/live", { headers })).status).to.equal(200);
    } finally {
      await client.close();
    }
  });
});

function unboundedIn(described: Description, path: string): string[] {
  const { type, rules = [], keys = {}, items = [], matches = [] } = described;
  const own =
    type === "array" && !(rules as { name: string }[]).some(({ name }) => name === "max" || name === "length");
  return [
    ...(own ? [path] : []),
    ...Object.entries(keys as Record<string, Description>).flatMap(([name, each]) =>
      unboundedIn(each, `${path}.${name}`),
    ),
    ...(items as Description[]).flatMap((each) => unboundedIn(each, `${path}[]`)),
    ...(matches as { schema?: Description }[]).flatMap(({ schema }) => (schema ? unboundedIn(schema, path) : [])),
  ];
}
