import { expect } from "chai";
import { readEvents } from "../../../../cli/events/catalog.ts";
import type { DomainEvent } from "../../../../services/contracts.ts";
import { webhookPatterns, webhookTopics } from "../../../../services/contracts.ts";
import {
  payloadOf,
  restDelay,
  retryDelay,
  retryForMs,
  selects,
  withoutPersonalData,
} from "../../../../services/webhooks/webhooks.rules.ts";
import { retryAfterOf } from "../../../../services/webhooks/workers/answering.ts";

// About the platform, about secrets, or about messages to people: no app receives these.
const internal = /^(store|app|operator|session|password|bank_account|profile_image|notification|auth)\./;

describe("webhook topics", () => {
  const names = readEvents().events.map(({ name }) => name);

  it("are all events but the internal ones", () => {
    expect([...webhookTopics].sort()).to.deep.equal(names.filter((name) => !internal.test(name)).sort());
  });

  it("are selected by their names and by wildcards", () => {
    expect(selects("order.created", "order.created")).to.equal(true);
    expect(selects("order.*", "order.created")).to.equal(true);
    expect(selects("*", "order.created")).to.equal(true);
    expect(selects("order.*", "orders.created")).to.equal(false);
    expect(selects("order", "order.created")).to.equal(false);
    expect(
      ["order.*", "*", "refund.failed", "refunds.*", "order."].map((each) => webhookPatterns.includes(each)),
    ).to.deep.equal([true, true, true, false, false]);
  });
});

describe("retries of webhooks", () => {
  it("wait longer each time, within a fifth, and fit into three days", () => {
    const pauses = Array.from({ length: 10 }, (_, index) => retryDelay(index + 1, 0.5));
    expect(pauses).to.deep.equal([...pauses].sort((one, other) => one - other));
    expect(pauses[0]).to.equal(5_000);
    expect(retryDelay(1, 0)).to.equal(4_000);
    expect(retryDelay(1, 1)).to.equal(6_000);
    expect(retryDelay(40, 0.5)).to.equal(24 * 3_600_000);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).to.be.below(retryForMs);
  });

  it("rest a failing endpoint for five minutes at most", () => {
    expect([1, 2, 20].map(restDelay)).to.deep.equal([2_000, 4_000, 300_000]);
  });

  it("take Retry-After in seconds and as a date, up to a day", () => {
    const now = Date.parse("2026-11-28T12:00:00Z");
    expect(retryAfterOf("30", now)).to.equal(30_000);
    expect(retryAfterOf("Sat, 28 Nov 2026 12:01:00 GMT", now)).to.equal(60_000);
    expect(retryAfterOf("99999999", now)).to.equal(24 * 3_600_000);
    for (const header of [undefined, "soon", "-1", "0", "Sat, 28 Nov 2026 11:00:00 GMT"])
      expect(retryAfterOf(header, now), String(header)).to.equal(null);
  });
});

describe("payloads of webhooks", () => {
  const event = {
    id: "evt_1",
    name: "customer.updated",
    store_id: 22,
    tenant_id: "ten_1",
    aggregate: { type: "customer", id: "cust_1", version: 2 },
    occurred_at: "2026-11-28T12:00:00.000Z",
    actor: { type: "merchant", id: "user_1" },
    request_id: null,
    data: { before: { first_name: "Rahim" }, after: { first_name: "Karim" } },
  } as DomainEvent;

  it("have the fields of the event, without its tenant", () => {
    const payload = payloadOf(event);
    expect(payload).to.include({ id: "evt_1", type: "customer.updated", version: 1, timestamp: event.occurred_at });
    expect(JSON.stringify(payload)).not.to.include("ten_1");
  });

  it("name what changed about a customer without its values, for an app that may not read it", () => {
    const { data } = withoutPersonalData(payloadOf(event));
    expect(data).to.deep.equal({ before: { first_name: null }, after: { first_name: null } });
    const order = payloadOf({ ...event, aggregate: { type: "order", id: "ord_1", version: 1 } });
    expect(withoutPersonalData(order)).to.deep.equal(order);
  });
});
