import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../../mixins/db/database.ts";
import type { DomainEvent, Store } from "../../../../services/contracts.ts";
import { type Running, startBroker } from "../../../support/broker.ts";

const { default: stores } = await import("../../../../services/stores/stores.service.ts");

const thresholds = { bronze: 0, silver: 10, gold: 20, platinum: 30 };

describe("store settings", () => {
  let running: Running;
  let db: Database;
  before(async () => {
    running = await startBroker(stores);
    db = new Database("stores");
  });
  after(async () => {
    await db.close();
    await running.stop();
  });

  const create = (): Promise<Store> => {
    const of = { name: "Shop", tenant_id: `ten_${ulid()}`, currency: "BDT", country: "BD" };
    return running.call("stores.create", { idempotency_key: ulid(), ...of });
  };
  const set = async ({ store_id }: Pick<Store, "store_id">, settings: object, idempotency_key: string = ulid()) =>
    running.call("stores.setSettings", { idempotency_key, store_id, settings });
  const settingsEvents = async ({ domain_id }: Store) => {
    const sql = "SELECT fact FROM stores_outbox WHERE name = 'store.settings_changed' AND aggregate_id = ? ORDER BY id";
    const rows = await db.rows<{ fact: string }>(sql, [domain_id]);
    return rows.map(({ fact: event }) => JSON.parse(event) as DomainEvent<"store.settings_changed">);
  };

  it("are merged by section and published as a whole with a rising version", async () => {
    const store = await create();
    await set(store, { loyalty: { points_per_unit: 2, thresholds } });
    const both = await set(store, { return_window_days: 7 });
    expect(both.settings).to.deep.equal({ loyalty: { points_per_unit: 2, thresholds }, return_window_days: 7 });
    const without = await set(store, { loyalty: null });
    expect(without.settings).to.deep.equal({ return_window_days: 7 });
    expect(await running.call("stores.get", { store_id: store.store_id })).to.deep.equal(without);
    const events = await settingsEvents(store);
    expect(events.map(({ aggregate }) => aggregate.version)).to.deep.equal([2, 3, 4]);
    expect(events.map(({ data }) => data.settings).at(-1)).to.deep.equal(without.settings);
  });

  it("are changed once per idempotency key, and publish no event when unchanged", async () => {
    const store = await create();
    const key = ulid();
    const answers = await Promise.all([1, 2, 3].map(() => set(store, { return_window_days: 9 }, key)));
    for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    await set(store, { return_window_days: 9 });
    expect(await settingsEvents(store)).to.have.length(1);
  });

  for (const [wrong, settings] of Object.entries({
    "tier thresholds that do not rise": { loyalty: { thresholds: { ...thresholds, gold: 10 } } },
    "a threshold above zero for the lowest tier": { loyalty: { thresholds: { ...thresholds, bronze: 1 } } },
    "a missing tier": { loyalty: { thresholds: { bronze: 0, silver: 1, gold: 2 } } },
    "a zero points_per_reward_unit": { loyalty: { points_per_reward_unit: 0 } },
    "an unknown section": { prices: {} },
    "a negative return window": { return_window_days: -1 },
  })) {
    it(`refuse ${wrong}`, async () => {
      const refused = await set(await create(), settings).catch((error: unknown) => error);
      expect(refused).to.include({ type: "validation_error", code: 400 });
    });
  }

  it("are refused for an unknown store", async () => {
    const refused = await set({ store_id: 999_999 }, { return_window_days: 1 }).catch((error: unknown) => error);
    expect(refused).to.include({ type: "store_not_found", code: 404 });
  });
});
