import { expect } from "chai";
import { newId } from "../../mixins/values/ids.ts";
import cache from "../../services/cache/cache.service.ts";
import { type Running, startBroker } from "./broker.ts";

/** The tests of the cache, on the store that the environment names. */
export function describeCache(where: string): void {
  describe(`cache (${where})`, () => {
    let broker: Running;
    let key: string;

    before(async () => {
      broker = await startBroker(cache);
    });
    after(() => broker.stop());
    beforeEach(() => {
      key = newId("req");
    });

    const read = () => broker.call("cache.get", { key });
    const set = async (version: number, readAt?: number) => {
      const read_at = readAt ?? (await read()).read_at;
      return (await broker.call("cache.set", { key, value: { of: version }, version, ttl_s: 60, read_at })).stored;
    };
    const remove = async (version?: number) => (await broker.call("cache.delete", { key, version })).deleted;
    const kept = async () => (await read()).entry?.version ?? null;

    it("returns stored values, falsy ones too, and nothing for an unknown key", async () => {
      const { entry, read_at } = await read();
      expect(entry).to.equal(null);
      for (const value of [{ a: [1, "ü"] }, 0, "", null, false]) {
        await broker.call("cache.set", { key, value, version: 1, ttl_s: 60, read_at });
        expect((await read()).entry).to.deep.equal({ value, version: 1 });
      }
    });

    it("refuses a version older than the stored one, and stores an equal or newer one", async () => {
      expect(await set(5)).to.equal(true);
      expect(await set(4)).to.equal(false);
      expect(await kept()).to.equal(5);
      expect([await set(5), await set(6), await kept()]).to.deep.equal([true, true, 6]);
    });

    it("refuses, after a delete, every version up to the deleted one", async () => {
      await set(5);
      expect(await remove(5)).to.equal(true);
      expect([await set(4), await set(5), await kept()]).to.deep.equal([false, false, null]);
      expect([await set(6), await set(5), await kept()]).to.deep.equal([true, false, 6]);
    });

    it("refuses a stale version also when nothing was stored at the delete", async () => {
      expect(await remove(9)).to.equal(false);
      expect([await set(9), await set(10)]).to.deep.equal([false, true]);
    });

    it("refuses a value that was read before tombstones may have expired, or at a time to come", async () => {
      const now = (await read()).read_at ?? 0;
      expect([await set(5, now - 60_000), await set(5, now + 60_000), await kept()]).to.deep.equal([
        false,
        false,
        null,
      ]);
      expect([await set(5, now), await kept()]).to.deep.equal([true, 5]);
    });

    it("keeps a newer value when a delete arrives late, and a newer tombstone when an older one arrives", async () => {
      await set(7);
      expect([await remove(6), await kept()]).to.deep.equal([false, 7]);
      expect([await remove(8), await remove(6), await set(8)]).to.deep.equal([true, false, false]);
    });

    it("deletes any version when none is given, and keeps an earlier tombstone", async () => {
      await set(3);
      expect([await remove(), await kept(), await remove()]).to.deep.equal([true, null, false]);
      await remove(4);
      expect([await remove(), await set(4)]).to.deep.equal([false, false]);
    });

    it("keeps the newest version under concurrent writes", async () => {
      const versions = Array.from({ length: 50 }, (_, index) => (index * 37) % 50);
      await Promise.all([...versions.map((version) => set(version)), remove(20)]);
      expect(await kept()).to.equal(49);
    });

    it("reports no problem of its engine", async () => {
      expect(await broker.call("cache.health" as never, {} as never)).to.deep.equal({});
    });
  });
}
