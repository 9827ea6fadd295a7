import { expect } from "chai";
import { ulid } from "ulid";
import type { Call, StockLine } from "../../../services/contracts.ts";
import { type Running, startBroker } from "../broker.ts";

const { default: inventory } = await import("../../../services/inventory/inventory.service.ts");

const store = { store_id: 741, tenant_id: "ten_stock" };
const writerMs = 3_000;

/** The rules of stock, on any engine. */
export function describeStock(engine: string): void {
  describe(`stock (${engine})`, () => {
    let running: Running;
    let call: Call;
    before(async () => {
      running = await startBroker(inventory);
      call = running.call;
    });
    after(() => running.stop());
    afterEach("every level is the sum of its ledger", async () => {
      expect(await call("inventory.check", { store_id: store.store_id, limit: 1_000 })).to.deep.equal({
        wrong: [],
        next: null,
      });
    });

    const write = () => ({ ...store, idempotency_key: ulid() });
    const set = (sku: string, on_hand: number, location_id?: string) =>
      call("inventory.set", { ...write(), sku, on_hand, ...(location_id ? { location_id } : {}) });
    const get = async (sku: string, location_id?: string) => {
      const level = await call("inventory.get", { store_id: store.store_id, sku, location_id });
      return { on_hand: level.on_hand, reserved: level.reserved, available: level.available };
    };
    const reserve = (reference: string, lines: StockLine[], idempotency_key: string = ulid()) =>
      call("inventory.reserve", { ...store, idempotency_key, reference, lines });
    const release = (reference: string, undoes?: string) =>
      call("inventory.release", { ...write(), reference, ...(undoes ? { undoes } : {}) });
    const commit = (reference: string) => call("inventory.commit", { ...write(), reference });
    const restore = (reference: string, lines: StockLine[]) =>
      call("inventory.restore", { ...write(), reference, lines });
    const linesOf = (...lines: [string, number][]): StockLine[] => lines.map(([sku, quantity]) => ({ sku, quantity }));

    it("sells no piece twice: of 64 concurrent buyers, exactly 10 reserve one of the 10 pieces", async () => {
      const sku = ulid();
      await set(sku, 10);
      const requests = Array.from({ length: 64 }, () => reserve(`ord_${ulid()}`, linesOf([sku, 1])));
      const outcomes = await Promise.allSettled(requests);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(10);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).to.include({ type: "out_of_stock", code: 409 });
      expect(await get(sku)).to.deep.equal({ on_hand: 10, reserved: 10, available: 0 });
    });

    it("lets concurrent writers move the same SKUs in any order without lock errors", async () => {
      const skus = Array.from({ length: 8 }, () => ulid());
      for (const sku of skus) await set(sku, 100_000);
      const until = Date.now() + writerMs;
      let sold = 0;
      const writer = async () => {
        while (Date.now() < until) {
          const reference = `ord_${ulid()}`;
          const lines = shuffled(skus).slice(0, 4);
          await reserve(
            reference,
            lines.map((sku) => ({ sku, quantity: 1 })),
          );
          const { committed } = Math.random() < 0.5 ? await commit(reference) : { committed: [] };
          sold += committed.length;
          if (committed.length === 0) await release(reference);
          if (Math.random() < 0.3) await call("inventory.set", { ...write(), sku: lines[0] ?? "", adjust: 0 });
        }
      };
      await Promise.all(Array.from({ length: 64 }, writer));
      const levels = await Promise.all(skus.map((sku) => get(sku)));
      expect(sold).to.be.above(0);
      expect(levels.map(({ reserved }) => reserved)).to.deep.equal(skus.map(() => 0));
      expect(levels.reduce((sum, { on_hand }) => sum + on_hand, 0)).to.equal(800_000 - sold);
    }).timeout(60_000);

    it("reserves all lines or none, sums the lines of a SKU, and skips SKUs that are not tracked", async () => {
      const [one, two, unknown] = [ulid(), ulid(), ulid()];
      await set(one, 5);
      await set(two, 1);
      const error = await refusal(reserve("ord_all_or_none", linesOf([one, 3], [two, 1], [two, 1])));
      expect(error).to.deep.include({ type: "out_of_stock", code: 409 });
      expect(error.data).to.deep.equal({ details: [{ path: two, message: "2 wanted, 1 available" }] });
      expect(await get(one)).to.include({ reserved: 0 });
      const { reserved } = await reserve(
        `ord_${ulid()}`,
        linesOf([one, 2], [unknown, 9], [one, 1], [`${two} `, 1], ["", 1]),
      );
      expect(reserved).to.deep.equal(linesOf([one, 3]));
      expect(await get(one)).to.deep.equal({ on_hand: 5, reserved: 3, available: 2 });
    });

    it("reserves, commits and restores once for a reference, with any key", async () => {
      const [sku, reference] = [ulid(), `ord_${ulid()}`];
      await set(sku, 10);
      const lines = linesOf([sku, 4]);
      for (let n = 0; n < 3; n++) expect((await reserve(reference, lines)).reserved).to.deep.equal(lines);
      expect(await get(sku)).to.deep.equal({ on_hand: 10, reserved: 4, available: 6 });
      for (let n = 0; n < 3; n++) expect((await commit(reference)).committed).to.deep.equal(lines);
      expect(await get(sku)).to.deep.equal({ on_hand: 6, reserved: 0, available: 6 });
      expect((await release(reference)).released).to.deep.equal([]);
      expect((await reserve(reference, lines)).reserved).to.deep.equal(lines);
      for (let n = 0; n < 3; n++) expect((await restore(reference, lines)).restored).to.deep.equal(lines);
      expect(await get(sku)).to.deep.equal({ on_hand: 10, reserved: 0, available: 10 });
    });

    it("restores what an order has taken, to its location, and nothing else", async () => {
      const [sold, free] = [ulid(), ulid()];
      const order = `ord_${ulid()}`;
      await set(sold, 5);
      await set(sold, 5, "loc_shop");
      await set(free, 5);
      const lines = linesOf([sold, 2], [free, 1]);
      await call("inventory.reserve", {
        ...write(),
        reference: order,
        location_id: "loc_shop",
        lines: linesOf([sold, 2]),
      });
      await commit(order);
      const back = () =>
        call("inventory.restore", { ...write(), reference: `cancel:${order}`, lines, taken_for: order });
      for (let n = 0; n < 2; n++) expect((await back()).restored).to.deep.equal(linesOf([sold, 2]));
      expect(
        [await get(sold, "loc_shop"), await get(sold), await get(free)].map(({ on_hand }) => on_hand),
      ).to.deep.equal([5, 10, 5]);
    });

    it("releases what an order still reserves instead of restoring it, and refuses to commit it later", async () => {
      const [sku, order] = [ulid(), `ord_${ulid()}`];
      await set(sku, 3);
      await reserve(order, linesOf([sku, 2]));
      const back = { ...write(), reference: `cancel:${order}`, lines: linesOf([sku, 2]), taken_for: order };
      expect((await call("inventory.restore", back)).restored).to.deep.equal([]);
      expect((await commit(order)).committed).to.deep.equal([]);
      expect((await release(order)).released).to.deep.equal(linesOf([sku, 2]));
      expect(await get(sku)).to.deep.equal({ on_hand: 3, reserved: 0, available: 3 });
    });

    it("restores pieces once under concurrent requests", async () => {
      const [sku, reference] = [ulid(), `ord_${ulid()}`];
      await set(sku, 0);
      const lines = linesOf([sku, 2]);
      const answers = await Promise.all(Array.from({ length: 16 }, () => restore(reference, lines)));
      for (const { restored } of answers) expect(restored).to.deep.equal(lines);
      expect(await get(sku)).to.deep.equal({ on_hand: 2, reserved: 0, available: 2 });
    });

    it("ends a reservation in one way under concurrent commits and releases", async () => {
      const sku = ulid();
      await set(sku, 100);
      for (let n = 0; n < 10; n++) {
        const reference = `ord_${ulid()}`;
        await reserve(reference, linesOf([sku, 1]));
        const ends = await Promise.all([commit(reference), release(reference), commit(reference), release(reference)]);
        const kinds = new Set(
          ends.flatMap((end) => Object.entries(end)).flatMap(([kind, lines]) => (lines.length ? [kind] : [])),
        );
        expect(kinds.size).to.equal(1);
      }
      expect(await get(sku)).to.include({ reserved: 0 });
    });

    it("undoes a reservation before, during and after it is made", async () => {
      const sku = ulid();
      await set(sku, 100);
      const steps = Array.from({ length: 12 }, () => ({ key: ulid(), reference: `ord_${ulid()}` }));
      const [before, after] = [steps[0], steps[1]];
      if (!before || !after) throw new Error("There are steps.");
      expect(await release(before.reference, before.key)).to.deep.equal({ released: [] });
      const late = await refusal(reserve(before.reference, linesOf([sku, 1]), before.key));
      expect(late).to.include({ type: "idempotency_key_reused" });

      await reserve(after.reference, linesOf([sku, 1]), after.key);
      expect((await release(after.reference, after.key)).released).to.deep.equal(linesOf([sku, 1]));
      const again = await refusal(reserve(after.reference, linesOf([sku, 1])));
      expect(again).to.include({ type: "reservation_released", code: 409 });

      await Promise.all(
        steps
          .slice(2)
          .flatMap(({ key, reference }) => [
            reserve(reference, linesOf([sku, 1]), key).catch((error) => expect(error.type).to.match(/reused|released/)),
            release(reference, key),
          ]),
      );
      expect(await get(sku)).to.deep.equal({ on_hand: 100, reserved: 0, available: 100 });
    });

    it("does not let reserved stock be removed", async () => {
      const sku = ulid();
      await set(sku, 5);
      await reserve(`ord_${ulid()}`, linesOf([sku, 3]));
      expect(await refusal(set(sku, 2))).to.include({ type: "insufficient_stock", code: 422 });
      const adjust = call("inventory.set", { ...write(), sku, adjust: -3 });
      expect(await refusal(adjust)).to.include({ type: "insufficient_stock" });
      expect(await set(sku, 3)).to.include({ on_hand: 3, available: 0 });
      const tooMany = call("inventory.set", { ...write(), sku, adjust: 1_000_000_000 });
      expect(await refusal(tooMany)).to.include({ type: "stock_too_large", code: 422 });
    });

    it("opens a level once for concurrent writes, and none for a refused one", async () => {
      const sku = ulid();
      const levels = await Promise.all(
        Array.from({ length: 8 }, () => call("inventory.set", { ...write(), sku, adjust: 2 })),
      );
      expect(levels.map(({ on_hand }) => on_hand).sort((a, b) => a - b)).to.deep.equal([2, 4, 6, 8, 10, 12, 14, 16]);
      const never = ulid();
      await refusal(call("inventory.set", { ...write(), sku: never, adjust: -1 }));
      expect(await refusal(get(never))).to.include({ type: "sku_not_found", code: 404 });
    });

    it("takes from the requested location, else from the stock without a location, and from no other", async () => {
      const [sku, elsewhere] = [ulid(), ulid()];
      await set(sku, 5);
      await set(sku, 2, "loc_a");
      await set(elsewhere, 9, "loc_b");
      const at = (location_id: string, quantity: number, of = sku) =>
        call("inventory.reserve", {
          ...write(),
          reference: `ord_${ulid()}`,
          location_id,
          lines: linesOf([of, quantity]),
        });
      await at("loc_a", 2);
      expect(await refusal(at("loc_a", 1))).to.include({ type: "out_of_stock" });
      await at("loc_z", 1);
      expect(await refusal(at("loc_a", 1, elsewhere))).to.include({ type: "out_of_stock" });
      expect(await get(sku, "loc_a")).to.deep.equal({ on_hand: 2, reserved: 2, available: 0 });
      expect(await get(sku)).to.deep.equal({ on_hand: 7, reserved: 3, available: 4 });
      expect(await refusal(get(sku, "loc_z"))).to.include({ type: "sku_not_found" });
    });

    it("writes each change into the ledger, lists it by page and by cursor, and raises the version", async () => {
      const [sku, reference] = [ulid(), `ord_${ulid()}`];
      await set(sku, 10);
      await set(sku, 10);
      await call("inventory.set", { ...write(), sku, adjust: -2, reason: "Broken" });
      await reserve(reference, linesOf([sku, 3]));
      await commit(reference);
      await restore(reference, linesOf([sku, 1]));
      const page = await call("inventory.movements", { store_id: store.store_id, sku, page: 1, limit: 3 });
      const rest = await call("inventory.movements", {
        store_id: store.store_id,
        sku,
        cursor: page.next_cursor ?? "",
        limit: 3,
      });
      const all = [...page.items, ...rest.items];
      expect(all.map(({ type, quantity }) => [type, quantity])).to.deep.equal([
        ["restore", 1],
        ["commit", -3],
        ["reserve", 3],
        ["adjust", -2],
        ["set", 10],
      ]);
      expect(all[0]).to.include({ reference });
      expect(all[3]).to.include({ reference: null, reason: "Broken" });
      expect([page.total, rest.next_cursor]).to.deep.equal([5, null]);
      const { version } = await call("inventory.get", { store_id: store.store_id, sku });
      expect(version).to.equal(5);
      const stale = call("inventory.set", { ...write(), sku, on_hand: 1, if_versions: [4] });
      expect(await refusal(stale)).to.include({ type: "version_mismatch", code: 412 });
      expect(await call("inventory.set", { ...write(), sku, on_hand: 1, if_versions: [5] })).to.include({ version: 6 });
    });

    it("checks a store a page of SKUs at a time", async () => {
      let after: string | undefined;
      const { wrong, next } = await call("inventory.check", { store_id: store.store_id, limit: 2 });
      expect(wrong).to.deep.equal([]);
      after = next ?? undefined;
      for (let pages = 0; after !== undefined && pages < 100; pages++) {
        const page = await call("inventory.check", { store_id: store.store_id, after, limit: 7 });
        expect(page.wrong).to.deep.equal([]);
        after = page.next ?? undefined;
      }
      expect(next).to.be.a("string");
      expect(after).to.equal(undefined);
    });
  });
}

interface Refusal {
  type: string;
  code: number;
  data?: unknown;
}

const refusal = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => {
      throw new Error("It was accepted.");
    },
    (error: Refusal) => error,
  );

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
