import { expect } from "chai";
import { ulid } from "ulid";
import cache from "../../../../services/cache/cache.service.ts";
import type { Call } from "../../../../services/contracts.ts";
import { dropDetail } from "../../../../services/orchestra/orchestra.events.ts";
import { cacheKey } from "../../../../services/orchestra/orchestra.rules.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

describe("the cached order detail after an erasure", () => {
  let broker: Running;
  before(async () => {
    broker = await startBroker(cache);
  });
  after(() => broker.stop());

  it("cannot be overwritten by a reader that started before the erasure", async () => {
    const order = { store_id: 1, order_id: `ord_${ulid()}` };
    const revision = 5;
    const call = (async (name: "cache.delete", params: never) =>
      (name as string) === "orders.getWithItems" ? { revision } : broker.call(name, params)) as unknown as Call;
    const store = async (version: number) =>
      (await broker.call("cache.set", { key: cacheKey(order), value: {}, version, ttl_s: 60, read_at: Date.now() }))
        .stored;
    await dropDetail(order, call);
    expect(await store(revision)).to.equal(false);
    expect(await store(revision + 1)).to.equal(true);
  });
});
