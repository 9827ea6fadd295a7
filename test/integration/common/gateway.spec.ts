import { expect } from "chai";
import { ask, askBeside, type Beside, product, type Reply } from "../../support/harness/index.ts";
import { appOf, merchantOf } from "../../support/harness/shop.ts";
import { bearerOf, freshEmail, goodPassword } from "../../support/harness/shopper.ts";
import { until } from "../../support/until.ts";

const list = "/api/apps/v1/customers?limit=1";
const demoApp = (store = 22) => appOf("sx_app_demo", "sx_secret_demo", store);

describe("gateway", () => {
  describe("rate limits", () => {
    let gateway: Beside;
    before(async function () {
      this.timeout(60_000);
      gateway = await product().startBeside({ RATE_LIMIT: "on" });
    });
    after(async () => gateway.stop());

    it("report the remaining requests, and Retry-After when exceeded", async () => {
      const as = demoApp();
      // Without Redis there are no limits, and a gateway that has just started may not be connected yet.
      const first = await until(async () => {
        const reply = await askBeside(gateway, "GET", list, { as });
        return reply.headers.has("ratelimit-limit") ? reply : undefined;
      });
      const limit = Number(first.headers.get("ratelimit-limit"));
      const left = Number(first.headers.get("ratelimit-remaining"));
      expect(limit).to.be.above(0);
      expect(left).to.be.below(limit);
      expect(first.headers.get("ratelimit-reset")).to.match(/^\d+$/);
      expect(first.headers.get("ratelimit")).to.match(new RegExp(`^"credential";r=${left};t=\\d+$`));
      expect(first.headers.get("ratelimit-policy")).to.match(new RegExp(`^"credential";q=${limit};w=\\d+$`));
      const refused = await untilRefused(gateway, limit * 3);
      expect(refused.body).to.include({ status: 429, code: "rate_limited" });
      expect(Number(refused.headers.get("retry-after"))).to.be.at.least(1);
      expect(refused.headers.get("ratelimit-remaining")).to.equal("0");
    });

    it("count each credential and store separately", async () => {
      await untilRefused(gateway, 3_000);
      expect((await askBeside(gateway, "GET", list, { as: demoApp(23) })).status).to.equal(200);
      const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
      const merchant = await askBeside(gateway, "GET", "/merchant/api/v1/domains/dom_demo/customers?size=1", { as });
      expect(merchant.status).to.equal(200);
    });

    it("admit the caller again after the window and never limit health checks", async () => {
      await untilRefused(gateway, 3_000);
      expect((await askBeside(gateway, "GET", "/health/live")).status).to.equal(200);
      await until(async () => (await askBeside(gateway, "GET", list, { as: demoApp() })).status === 200);
    });
  });

  it("sends no rate limit headers when limits are off", async () => {
    const reply = await ask("GET", list, { as: demoApp() });
    expect(reply.headers.get("ratelimit-limit")).to.equal(null);
  });

  describe("CORS", () => {
    const shop = "https://shop.example";
    let gateway: Beside;
    before(async function () {
      this.timeout(60_000);
      gateway = await product().startBeside({ CORS_ORIGINS: `${shop}, https://admin.example`, TRUST_PROXY: "0" });
    });
    after(async () => gateway.stop());

    it("answers a preflight request", async () => {
      const headers = { Origin: shop, "Access-Control-Request-Method": "POST" };
      const reply = await askBeside(gateway, "OPTIONS", "/api/apps/v1/customers", { headers });
      expect(reply.status).to.equal(204);
      expect(reply.headers.get("access-control-allow-origin")).to.equal(shop);
      expect(reply.headers.get("access-control-allow-methods")).to.contain("POST");
      expect(reply.headers.get("access-control-allow-headers")).to.contain("Idempotency-Key");
      expect(reply.headers.get("access-control-allow-credentials")).to.equal(null);
    });

    it("lets an allowed origin read responses and errors", async () => {
      const replies = [
        await askBeside(gateway, "GET", list, { as: demoApp(), headers: { Origin: shop } }),
        await askBeside(gateway, "GET", list, { headers: { Origin: shop } }),
        await askBeside(gateway, "GET", "/nowhere", { headers: { Origin: shop } }),
      ];
      for (const { headers } of replies) {
        expect(headers.get("access-control-allow-origin")).to.equal(shop);
        expect(headers.get("vary")).to.contain("Origin");
        expect(headers.get("access-control-expose-headers")).to.contain("X-Request-Id");
      }
    });

    it("takes the client's address from the connection where no proxy is trusted", async () => {
      const headers = { "X-Store-Id": "22", "X-Forwarded-For": "203.0.113.9" };
      const person = { email: freshEmail(), password: goodPassword, first_name: "A", last_name: "B" };
      const { body } = await askBeside(gateway, "POST", "/auth/register", { body: person, headers });
      const listed = await askBeside(gateway, "GET", "/auth/sessions", { as: bearerOf(body) });
      expect(listed.body.sessions[0].ip).to.match(/127\.0\.0\.1$/);
    });

    it("sends no CORS headers to other origins", async () => {
      for (const origin of [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "http://shop.example",
      ]) {
        const { headers } = await askBeside(gateway, "GET", list, { as: demoApp(), headers: { Origin: origin } });
        expect(headers.get("access-control-allow-origin"), origin).to.equal(null);
      }
    });
  });

  describe("in production", () => {
    let gateway: Beside;
    before(async function () {
      this.timeout(60_000);
      gateway = await product().startBeside({
        NODE_ENV: "production",
        JWT_SECRET: "a secret of production's own, of 32 bytes",
      });
    });
    after(async () => gateway.stop());

    it("has no development routes", async () => {
      expect((await askBeside(gateway, "GET", "/dev/mailbox")).body.code).to.equal("route_not_found");
    });

    it("refuses tokens signed with the development secret", async () => {
      const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
      const reply = await askBeside(gateway, "GET", "/merchant/api/v1/domains/dom_demo/customers", { as });
      // In the distributed profile the development auth service verifies tokens, not the gateway.
      expect(reply.status).to.be.oneOf(product().profile === "embedded" ? [401] : [200]);
    });
  });

  it("refuses to start in production with the development secret", async () => {
    const started = await product()
      .startBeside({ NODE_ENV: "production" })
      .catch((error: Error) => error);
    // A gateway alone signs nothing and needs no secret; the process of auth does.
    if (product().profile === "distributed") return (started as Beside).stop();
    expect(started).to.be.an("error");
    expect((started as Error).message).to.contain("JWT_SECRET");
  });
});

async function untilRefused(gateway: Beside, limit: number): Promise<Reply> {
  for (let sent = 0; sent < limit; sent += 50) {
    const requests = Array.from({ length: 50 }, () => askBeside(gateway, "GET", list, { as: demoApp() }));
    const refused = (await Promise.all(requests)).find(({ status }) => status === 429);
    if (refused) return refused;
  }
  throw new Error(`None of ${limit} requests was refused.`);
}
