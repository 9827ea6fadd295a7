import { expect } from "chai";
import { MemoryStore } from "../../../../services/cache/store/memory.ts";

interface Value {
  lines: { name: string }[];
}

describe("the cache of one process", () => {
  const jsonOf = (name: string) => JSON.stringify({ lines: [{ name }] });
  const read = async (store: MemoryStore) => (await store.get("order")).entry?.value as Value | undefined;
  const keep = (store: MemoryStore, name: string, version: number) =>
    store.set("order", { json: jsonOf(name), version }, 60_000, Date.now());

  it("parses a value once for all its readers, of whom none can change it", async () => {
    const store = new MemoryStore();
    await keep(store, "Pasta", 1);
    const value = await read(store);
    expect(value).to.deep.equal({ lines: [{ name: "Pasta" }] });
    expect(await read(store)).to.equal(value);
    expect(() => value?.lines.push({ name: "Soup" })).to.throw(TypeError);
    expect(() => Object.assign(value?.lines[0] ?? {}, { name: "Soup" })).to.throw(TypeError);
  });

  it("gives the newer value, and none once it is deleted", async () => {
    const store = new MemoryStore();
    await keep(store, "Pasta", 1);
    await read(store);
    await keep(store, "Soup", 2);
    expect((await read(store))?.lines[0]?.name).to.equal("Soup");
    expect(await store.delete("order", 2)).to.equal(true);
    expect(await read(store)).to.equal(undefined);
  });

  it("keeps some values parsed where more are read by turns than it can keep parsed", async () => {
    const store = new MemoryStore();
    const ids = Array.from({ length: 500 }, (_, index) => `order-${index}`);
    const json = jsonOf("Pasta".repeat(8_000));
    for (const id of ids) await store.set(id, { json, version: 1 }, 60_000, Date.now());
    const readAll = async () => {
      const values: unknown[] = [];
      for (const id of ids) values.push((await store.get(id)).entry?.value);
      return values;
    };
    const first = await readAll();
    const second = await readAll();
    const shared = second.filter((value, index) => value === first[index]).length;
    expect(shared).to.be.above(100).and.below(500);
  });
});
