import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import { request } from "undici";
import { ask, product } from "../../support/harness/index.ts";
import { appOf, merchantOf } from "../../support/harness/shop.ts";

const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
const base = "/merchant/api/v1/domains/dom_demo";

describe("HTTP", () => {
  it("compresses what is larger than 1 KiB as the client asks, exports too", async () => {
    for (const path of [`${base}/orders?limit=20`, `${base}/customers/csv`, "/openapi/apps.json"]) {
      const plain = await raw(path);
      expect(plain.headers["content-encoding"], path).to.equal(undefined);
      expect(plain.headers.vary, path).to.contain("Accept-Encoding");
      const zipped = await raw(path, { "accept-encoding": "deflate, gzip" });
      expect(zipped.headers["content-encoding"], path).to.equal("gzip");
      expect(gunzipSync(zipped.body).equals(plain.body), path).to.equal(true);
      const packed = await raw(path, { "accept-encoding": "gzip;q=0.8, br" });
      expect(packed.headers["content-encoding"], path).to.equal("br");
      expect(brotliDecompressSync(packed.body).equals(plain.body), path).to.equal(true);
      expect((await raw(path, { "accept-encoding": "br;q=0, identity" })).body.equals(plain.body), path).to.equal(true);
    }
    const small = await raw("/health/live", { "accept-encoding": "gzip" });
    expect(small.headers["content-encoding"]).to.equal(undefined);
  });

  it("compresses no answer that holds a secret", async () => {
    const made = await ask("POST", "/api/apps/v1/webhooks", {
      as: appOf("sx_app_demo", "sx_secret_demo", 22),
      headers: { "Accept-Encoding": "gzip, br" },
      body: { url: "https://shop.example/hooks", topics: ["order.*"], description: "x".repeat(200) },
    });
    expect(made.status, made.text).to.equal(201);
    expect(made.headers.get("cache-control")).to.equal("no-store");
    expect(made.headers.get("content-encoding")).to.equal(null);
  });

  it("gives a compressed record a tag of its own, and takes either tag in conditions", async () => {
    const { body } = await ask("GET", `${base}/orders?limit=1&status=processing`, { as });
    const path = `${base}/orders/${body.data[0].id}`;
    const plain = (await raw(path)).headers.etag as string;
    const packed = (await raw(path, { "accept-encoding": "br" })).headers.etag as string;
    expect(packed).to.equal(plain.replace(/"$/, '+br"'));
    for (const tag of [plain, packed]) {
      const same = await raw(path, { "if-none-match": `"v0", ${tag}` });
      expect([same.status, same.headers.etag]).to.deep.equal([304, tag]);
    }
    const note = { status: "processing", note: "Looked at." };
    const changed = await ask("PATCH", `${path}/status`, { as, headers: { "If-Match": packed }, body: note });
    expect(changed.status, changed.text).to.equal(200);
    const stale = await ask("PATCH", `${path}/status`, { as, headers: { "If-Match": '"v0+br"' }, body: note });
    expect(stale.status).to.equal(412);
  });

  it("keeps documents with a tag of their content, and assets for a year", async () => {
    for (const path of ["/openapi/apps.json", "/asyncapi.json", "/docs/apps"]) {
      const first = await raw(path);
      expect(first.headers["cache-control"], path).to.match(/^public, max-age=|^no-cache$/);
      expect((await raw(path, { "if-none-match": String(first.headers.etag) })).status, path).to.equal(304);
    }
    const [asset = ""] = /\/docs\/assets\/[^"]+\.css/.exec(String((await raw("/docs/apps")).body)) ?? [];
    expect((await raw(asset)).headers["cache-control"]).to.contain("immutable");
  });

  it("links the pages of a list", async () => {
    const list = `${base}/orders?limit=2&status=processing`;
    const first = await ask("GET", list, { as });
    const { next, prev } = linksOf(first.headers);
    expect(prev).to.equal(undefined);
    const second = await ask("GET", next ?? "", { as });
    expect(second.status, second.text).to.equal(200);
    expect(second.body.data[0].id).to.not.equal(first.body.data[0].id);
    const third = await ask("GET", `${list}&page=3`, { as });
    expect(linksOf(third.headers)).to.deep.include({ first: list, prev: `${list}&page=2` });
  });

  it("answers errors as problem documents to who asks for them, on every surface", async () => {
    const accept = "application/json;q=0.5, application/problem+json";
    for (const path of [
      `${base}/orders/ord_none`,
      "/api/apps/v1/customers",
      "/orders",
      "/api/v1/customers",
      "/nowhere",
    ]) {
      const { status, headers, body } = await raw(path, { accept });
      expect(headers["content-type"], path).to.equal("application/problem+json");
      const problem = JSON.parse(String(body)) as Record<string, unknown>;
      expect(problem, path).to.include({ status, type: `urn:seller-orchestra:problem:${problem.code}` });
      expect(problem, path).to.include.keys("title", "detail", "request_id");
    }
    const usual = await raw("/nowhere", { accept: "*/*" });
    expect(usual.headers["content-type"]).to.contain("application/json");
  });

  it("lists its APIs by RFC 9727, and tells a browser and a program where everything is", async () => {
    const catalog = await raw("/.well-known/api-catalog");
    expect(catalog.headers["content-type"]).to.contain("application/linkset+json");
    const { linkset } = JSON.parse(String(catalog.body)) as { linkset: Record<string, { href: string }[]>[] };
    const linked = linkset.flatMap((each) =>
      ["service-desc", "service-doc", "status"].flatMap((rel) => each[rel] ?? []),
    );
    expect(linked.length).to.be.above(12);
    for (const path of new Set(linked.map(({ href }) => href.slice(product().url.length))))
      expect((await raw(path)).status, path).to.equal(200);
    expect((await ask("GET", "/")).body).to.include({ openapi: "/openapi.json", health: "/health/ready" });
    const page = await raw("/", { accept: "text/html" });
    expect(page.headers["content-type"]).to.contain("text/html");
    const places = [...String(page.body).matchAll(/href="(\/[^"#]*)"/g)].map(([, place = ""]) => place);
    for (const place of new Set(places)) expect((await raw(place)).status, place).to.equal(200);
  });
});

/** As it comes, without what `fetch` asks for and unpacks by itself. */
async function raw(path: string, headers: Record<string, string> = {}) {
  const answer = await request(`${product().url}${path}`, { headers: { ...as, ...headers } });
  const body = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, body };
}

function linksOf(headers: Headers): Record<string, string> {
  const links = (headers.get("link") ?? "").matchAll(/<([^>]*)>; rel="(\w+)"/g);
  return Object.fromEntries([...links].map(([, to = "", rel = ""]) => [rel, to]));
}
