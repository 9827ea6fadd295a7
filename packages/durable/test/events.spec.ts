import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Bus,
  consumerOf,
  createTables,
  type EventRecord,
  InProcessBus,
  Poller,
  Relay,
  replayAsked,
  saveEvents,
  Unpublishable,
} from "../index.ts";
import { type SqliteStore, sqliteStore } from "../store/sqlite.ts";
import { until } from "./support/until.ts";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const eventOf = (id: string): EventRecord => ({ id, name: "account.moved", aggregate: { id: "ann" } });

describe("events", () => {
  let folder: string;
  let store: SqliteStore;
  let statements: string[];
  let handled: string[];
  let mended: boolean;
  let bus: Bus;
  let relay: Relay;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "durable-"));
    const file = sqliteStore(join(folder, "bank.sqlite"), "bank");
    await createTables(file);
    statements = [];
    store = {
      ...file,
      rows(sql, ...rest) {
        statements.push(sql);
        return file.rows(sql, ...rest);
      },
    };
    handled = [];
    mended = false;
    const handle = async (events: EventRecord[]) => {
      if (!mended && events.some(({ id }) => id.startsWith("bad"))) throw new Error("It cannot be handled.");
      handled.push(...events.map(({ id }) => id));
    };
    bus = limited(new InProcessBus(() => 1));
    bus.subscribe(consumerOf(store, { purpose: "moves", pattern: "account.*", handle }, Promise.resolve(), quiet));
    const poller = new Poller();
    relay = new Relay(store, bus, poller, quiet);
    stop = poller.start([relay.worker()], quiet);
    await until(() => statements.some((sql) => /SELECT 0 AS place/.test(sql)));
  });
  afterEach(async () => {
    await stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  // A bus that takes no event whose id says that it is large.
  function limited(inner: InProcessBus): Bus {
    return {
      stores: false,
      subscribe: (consumer) => inner.subscribe(consumer),
      start: () => inner.start(),
      stop: (service) => inner.stop(service),
      publish: (event) =>
        event.id.startsWith("large") ? Promise.reject(new Unpublishable("too large")) : inner.publish(event),
    };
  }

  const publish = (...events: EventRecord[]) =>
    store.transaction(async (tx) => {
      const saved = await saveEvents(store, tx, events);
      store.onCommit(tx, () => relay.offer(saved));
    });
  const count = async (table: string, where = "1 = 1") =>
    (await store.rows<{ found: number }>(`SELECT COUNT(*) AS found FROM bank_${table} WHERE ${where}`))[0]?.found;
  const isAllSent = async () => (await count("outbox", "sent_at IS NULL")) === 0;
  const reads = () => statements.filter((sql) => /SELECT id, fact_id/.test(sql)).length;

  it("are published by the process that commits them without being read, and marked together", async () => {
    await publish(eventOf("first"));
    await until(isAllSent);
    const before = reads();
    await publish(eventOf("e1"), eventOf("e2"));
    await publish(eventOf("e3"));
    expect(await count("outbox", "sent_at IS NULL")).to.equal(3);
    await until(isAllSent);
    expect(handled.sort()).to.deep.equal(["e1", "e2", "e3", "first"]);
    expect(reads()).to.equal(before);
    const times = await store.rows<{ at: number }>("SELECT DISTINCT sent_at AS at FROM bank_outbox WHERE id > 1");
    expect(times).to.have.length(1);
  });

  it("that a process without a relay left behind are found, and so are those of one whose clock is ahead", async () => {
    await publish(eventOf("first"));
    await until(isAllSent);
    await store.transaction((tx) => saveEvents(store, tx, [eventOf("orphan"), eventOf("of tomorrow")]));
    await store.run("UPDATE bank_outbox SET created_at = created_at + 86400000 WHERE fact_id = 'of tomorrow'");
    await until(() => handled.includes("orphan") && handled.includes("of tomorrow"));
  });

  it("become dead letters when they cannot be handled, and are not tried for ever", async () => {
    await publish(eventOf("bad1"), eventOf("e1"));
    await until(async () => (await count("dead_letters", "consumer = 'bank.moves'")) === 1);
    await until(isAllSent);
    expect(handled).to.deep.equal(["e1"]);
  });

  it("become dead letters of the relay when the bus cannot take them, and are published when replayed", async () => {
    await publish(eventOf("large1"), eventOf("e1"));
    await until(isAllSent);
    expect(handled).to.deep.equal(["e1"]);
    expect(await count("dead_letters", "consumer = 'bank.relay' AND fact_id = 'large1'")).to.equal(1);
    const published: string[] = [];
    await store.run("UPDATE bank_dead_letters SET replay_asked_at = 1");
    await replayAsked(store, async (_consumer, { id }) => void published.push(id));
    expect(published).to.deep.equal(["large1"]);
  });

  it("become dead letters of the relay when they cannot be read, and hold up none behind them", async () => {
    await publish(eventOf("first"));
    await until(isAllSent);
    await store.transaction((tx) => saveEvents(store, tx, [eventOf("broken"), eventOf("behind")]));
    await store.run("UPDATE bank_outbox SET fact = '{ no JSON' WHERE fact_id = 'broken'");
    await until(isAllSent);
    const left = "consumer = 'bank.relay' AND fact_id = 'broken' AND fact = '{ no JSON'";
    expect(await count("dead_letters", left)).to.equal(1);
    expect(handled).to.deep.equal(["first", "behind"]);
    await store.run("UPDATE bank_dead_letters SET replay_asked_at = 1");
    await replayAsked(store, () => Promise.reject(new Error("It must not come so far.")));
    expect(await count("dead_letters", "replay_asked_at IS NULL AND error LIKE '%JSON%' AND tries = 2")).to.equal(1);
  });
});
