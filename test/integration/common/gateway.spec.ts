import { expect } from "chai";
import { ask, askBeside, type Beside, product, type Reply } from "../../support/harness/index.ts";
import { appOf, merchantOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const list = "/api/apps/v1/customers?limit=1";
const demoApp = (store = 22) => appOf("sx_app_demo", "sx_secret_demo", store);

describe("a gateway", () => {
  describe("with limits", () => {
    let beside: Beside;
    before(async function () {
      this.timeout(60_000);
      beside = await product().startBeside({ RATE_LIMIT: "on" });
    });
    after(async () => beside.stop());

    it("says how much is left, and when it is too much, for how long", async () => {
      const as = demoApp();
      // Without Redis nobody is limited, and a gateway that has just started may still be on its way to it.
      const first = await until(async () => {
        const reply = await askBeside(beside, "GET", list, { as });
        return reply.headers.has("ratelimit-limit") ? reply : undefined;
      });
      const limit = Number(first.headers.get("ratelimit-limit"));
      const left = Number(first.headers.get("ratelimit-remaining"));
      expect(limit).to.be.above(0);
      expect(left).to.be.below(limit);
      expect(first.headers.get("ratelimit-reset")).to.match(/^\d+$/);
      const refused = await untilRefused(beside, limit * 3);
      expect(refused.body).to.include({ status: 429, code: "rate_limited" });
      expect(Number(refused.headers.get("retry-after"))).to.be.at.least(1);
      expect(refused.headers.get("ratelimit-remaining")).to.equal("0");
    });

    it("counts each credential and store apart", async () => {
      await untilRefused(beside, 3_000);
      expect((await askBeside(beside, "GET", list, { as: demoApp(23) })).status).to.equal(200);
      const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
      const merchant = await askBeside(beside, "GET", "/merchant/api/v1/domains/dom_demo/customers?size=1", { as });
      expect(merchant.status).to.equal(200);
    });

    it("lets the caller on after a while, and never limits health", async () => {
      await untilRefused(beside, 3_000);
      expect((await askBeside(beside, "GET", "/health/live")).status).to.equal(200);
      await until(async () => (await askBeside(beside, "GET", list, { as: demoApp() })).status === 200);
    });
  });

  it("without limits says nothing of them", async () => {
    const reply = await ask("GET", list, { as: demoApp() });
    expect(reply.headers.get("ratelimit-limit")).to.equal(null);
  });

  describe("with origins that may call it", () => {
    const shop = "https://shop.example";
    let beside: Beside;
    before(async function () {
      this.timeout(60_000);
      beside = await product().startBeside({ CORS_ORIGINS: `${shop}, https://admin.example` });
    });
    after(async () => beside.stop());

    it("answers a browser's question before its request", async () => {
      const headers = { Origin: shop, "Access-Control-Request-Method": "POST" };
      const reply = await askBeside(beside, "OPTIONS", "/api/apps/v1/customers", { headers });
      expect(reply.status).to.equal(204);
      expect(reply.headers.get("access-control-allow-origin")).to.equal(shop);
      expect(reply.headers.get("access-control-allow-methods")).to.contain("POST");
      expect(reply.headers.get("access-control-allow-headers")).to.contain("Idempotency-Key");
      expect(reply.headers.get("access-control-allow-credentials")).to.equal(null);
    });

    it("lets the page read the answer, a refusal too", async () => {
      const replies = [
        await askBeside(beside, "GET", list, { as: demoApp(), headers: { Origin: shop } }),
        await askBeside(beside, "GET", list, { headers: { Origin: shop } }),
        await askBeside(beside, "GET", "/nowhere", { headers: { Origin: shop } }),
      ];
      for (const { headers } of replies) {
        expect(headers.get("access-control-allow-origin")).to.equal(shop);
        expect(headers.get("vary")).to.contain("Origin");
        expect(headers.get("access-control-expose-headers")).to.contain("X-Request-Id");
      }
    });

    it("tells another origin nothing", async () => {
      for (const origin of [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
        "http://shop.example",
      ]) {
        const { headers } = await askBeside(beside, "GET", list, { as: demoApp(), headers: { Origin: origin } });
        expect(headers.get("access-control-allow-origin"), origin).to.equal(null);
      }
    });
  });

  describe("in production", () => {
    let beside: Beside;
    before(async function () {
      this.timeout(60_000);
      beside = await product().startBeside({ NODE_ENV: "production", JWT_SECRET: "a secret of production's own" });
    });
    after(async () => beside.stop());

    it("has no development routes", async () => {
      expect((await askBeside(beside, "GET", "/dev/mailbox")).body.code).to.equal("route_not_found");
    });

    it("takes no token that the development secret signed", async () => {
      const as = merchantOf({ tenant_id: "ten_demo", domain_ids: ["dom_demo"] });
      const reply = await askBeside(beside, "GET", "/merchant/api/v1/domains/dom_demo/customers", { as });
      // On the distributed profile the development's own auth service checks tokens; a gateway alone decides nothing.
      expect(reply.status).to.be.oneOf(product().profile === "embedded" ? [401] : [200]);
    });
  });

  it("refuses to start in production with the secret that everybody knows", async () => {
    const started = await product()
      .startBeside({ NODE_ENV: "production" })
      .catch((error: Error) => error);
    expect(started).to.be.an("error");
    expect((started as Error).message).to.contain("JWT_SECRET");
  });
});

async function untilRefused(beside: Beside, most: number): Promise<Reply> {
  for (let sent = 0; sent < most; sent += 50) {
    const asked = Array.from({ length: 50 }, () => askBeside(beside, "GET", list, { as: demoApp() }));
    const refused = (await Promise.all(asked)).find(({ status }) => status === 429);
    if (refused) return refused;
  }
  throw new Error(`None of ${most} requests was refused.`);
}
