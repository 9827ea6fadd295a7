import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { findByKey, kindByCode, type Store } from "../index.ts";
import { JournalWriter } from "../workflows/journal-writer.ts";
import { Run } from "../workflows/run.ts";
import { type Bank, openFileBank, timing } from "./support/bank.ts";
import { until } from "./support/until.ts";

// Longer than the interval in which outcomes are written in batches.
const untilWrittenMs = 400;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("end of a run", () => {
  let bank: Bank;

  before(async () => {
    bank = await openFileBank();
  });
  after(() => bank.stop());

  it("is never written without its result, even when the journal is slow", async () => {
    const states: unknown[] = [];
    const slow = Promise.withResolvers<void>();
    const journal = new Proxy(bank.store, {
      get: (target, name) => {
        if (name !== "run") {
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        }
        return async (...[sql, values, tx]: Parameters<Store["run"]>) => {
          if (/SET state = \?, committed = \?/.test(sql) && values) {
            states.push(values[0]);
            await slow.promise;
          }
          return target.run(sql, values, tx);
        };
      },
    });
    const run = new Run(record(), contextOf(journal), false);
    await run.begin();

    run.afterChange();
    await until(async () => states.length === 1);
    run.afterChange();
    const ended = run.end("completed", { result: { label: "whole" } });
    await wait(untilWrittenMs);
    slow.resolve();
    await ended;
    await wait(untilWrittenMs);

    expect(states).to.deep.equal(["running"]);
    const stored = await findByKey(bank.store, "end");
    expect(stored?.state).to.equal("completed");
    expect(stored?.result).to.deep.equal({ label: "whole" });
  });

  it("cannot be followed by the point of no return", async () => {
    const run = new Run({ ...record(), committed: false }, contextOf(bank.store), false);
    await run.close();
    expect(() => run.commit()).to.throw();
    expect(run.record.committed).to.equal(false);
  });

  const contextOf = (store: Store) => ({
    store,
    call: () => Promise.reject(new Error("There is no action.")),
    journal: new JournalWriter(store, 60_000, undefined),
    logger: quiet,
    kindOf: kindByCode,
    trace: <T>(_name: string, _attributes: object, work: () => Promise<T>) => work(),
    titleOf: (action: string) => action,
    canCall: () => true,
    timing,
    stopping: new AbortController().signal,
  });
});

const record = () => ({
  id: "run_end",
  run_key: "end",
  workflow: "transfer",
  subject: "end",
  tags: { owner_id: null },
  request_hash: "",
  actor: { type: "system", id: "test" } as const,
  request_id: null,
  state: "running" as const,
  committed: true,
  input: {},
  steps: [],
  result: undefined,
  error: null,
  lease_owner: "test",
  lease_until: Date.now() + 60_000,
  attempts: 1,
  version: 1,
  taken_up: 0,
  unfit_since: null,
  created_at: Date.now(),
  updated_at: Date.now(),
});
