import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { ulid } from "ulid";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { ownCluster } from "../../support/load-cluster.ts";

// Longer than a value may be on its way to the cache.
const frozenMs = 31_000;

describe("a cache process frozen with values in its socket", () => {
  let actions: LoadActions;

  before(async function () {
    this.timeout(120_000);
    actions = await joinCluster((await ownCluster()).servers.natsUrl);
  });
  after(() => actions?.stop());

  it("stores none of them when it goes on: they may be stale by then", async function () {
    this.timeout(60_000);
    const cache = (await ownCluster()).processes.find(({ name }) => name === "cache");
    const keys = Array.from({ length: 5 }, () => `frozen:${ulid()}`);
    const read = (key: string) => actions.insist("cache.get", { key });
    const { read_at } = await read(keys[0] ?? "");
    await cache?.kill("SIGSTOP");
    const sets = keys.map((key) =>
      actions.insist("cache.set", { key, value: "old", version: 1, ttl_s: 600, read_at }).catch(() => undefined),
    );
    try {
      // The time itself is what is tested.
      await wait(frozenMs);
    } finally {
      await cache?.kill("SIGCONT");
    }
    await Promise.all(sets);
    for (const key of keys) expect((await read(key)).entry).to.equal(null);
  });
});
