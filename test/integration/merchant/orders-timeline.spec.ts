import { expect } from "chai";
import { ulid } from "ulid";
import type { Parsed } from "../../support/harness/http.ts";
import { newCustomer, newOrder, newShop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("order timeline", () => {
  it("shows a sent notification although the order detail is cached", async () => {
    const shop = await newShop();
    const customer = await newCustomer(shop);
    const email = `${ulid().toLowerCase()}@example.com`;
    const order = await newOrder(shop, customer.id, 5_000, { contact: { name: "Rahim", email, phone: null } });
    const path = `/orders/${order.id}`;
    const body = { status: "confirmed", notify_customer: true };
    expect((await shop.ask("PATCH", `${path}/status`, { body })).status).to.equal(200);
    const typesOf = ({ timeline }: Parsed) => timeline.map(({ type }: Parsed) => type);
    // Repeated reads are served from the cache.
    const timeline = await until(async () => {
      const types = typesOf((await shop.ask("GET", path)).body);
      return types.includes("notification.sent") ? types : undefined;
    });
    expect(timeline).to.deep.equal(["order.created", "order.status_changed", "notification.sent"]);
    const cached = await until(async () => {
      const reply = await shop.ask("GET", path);
      return reply.headers.get("x-cache") === "HIT" ? reply : undefined;
    });
    expect(typesOf(cached.body)).to.deep.equal(timeline);
  });
});
