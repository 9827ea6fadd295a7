import { getHeapStatistics } from "node:v8";
import { expect } from "chai";
import { lruCache } from "../../../../mixins/values/lru.ts";

describe("a cache of the entries used last", () => {
  it("keeps as many as it may, and evicts the one that was not used for longest", () => {
    const cache = lruCache<number>(2);
    cache.set("one", 1);
    cache.set("two", 2);
    cache.get("one");
    cache.set("three", 3);
    expect([...cache.keys()].sort()).to.deep.equal(["one", "three"]);
  });

  it("takes no memory for entries that it does not have", () => {
    const held = () => getHeapStatistics().used_heap_size + getHeapStatistics().external_memory;
    const before = held();
    const caches = Array.from({ length: 50 }, () => lruCache<number>(50_000));
    expect(caches).to.have.length(50);
    // 100 MB by lru-cache's `max`.
    expect(held() - before).to.be.below(10_000_000);
  });
});
