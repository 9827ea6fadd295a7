import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ulid } from "ulid";
import {
  createTables,
  DurableError,
  Engine,
  type EngineTiming,
  once,
  Poller,
  preclude,
  requestHash,
  type Store,
} from "../../index.ts";
import { type SqliteStore, sqliteStore } from "../../store/sqlite.ts";
import { insert } from "../../store/statements.ts";
import type { Workflow } from "../../workflows/step.ts";

interface Change {
  idempotency_key: string;
  account: string;
  amount: number;
}

/** Actions of a bank that keeps what each account was moved by. */
export interface BankActions {
  "bank.balance": { params: { account: string }; result: { balance: number } };
  "bank.move": { params: Change; result: { id: string } };
  "bank.moveBack": { params: Change & { undoes: string }; result: { undone: boolean } };
  transfer: {
    params: { idempotency_key: string; from: string; to: string; amount: number };
    result: { moved: number };
  };
}

export type BankWorkflow = Workflow<BankActions, "transfer">;

/** Short enough for tests. */
export const timing: EngineTiming = {
  callTimeout: 1_000,
  backoff: 4,
  maxBackoff: 20,
  stepTimeout: 400,
  runTimeout: 20_000,
  maxFaults: 5,
  lease: 300,
  unfitTimeout: 60_000,
  maxTakeUps: 100,
  poll: 30,
  cleanup: 60_000,
  retention: 60_000,
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const caller = { actor: { type: "test" }, request_id: null };

/** A store with a bank, and processes that run workflows over it; each can die. */
export class Bank {
  readonly store: Store;
  /** Called before each call; what it throws the call throws. `never` holds it for ever. */
  before: (name: string, params: { account?: string }) => unknown = () => undefined;
  readonly calls: string[] = [];
  readonly #poller = new Poller();
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #close: () => Promise<void>;

  constructor(store: Store, close: () => Promise<void>) {
    this.store = store;
    this.#close = close;
  }

  /** A process with this workflow. One that is to die renews no lease and takes nothing up. */
  start(flow: BankWorkflow | undefined, overrides: Partial<EngineTiming> = {}, lives = true, canCall = () => true) {
    const engine = new Engine<BankActions>({
      store: this.store,
      workflows: flow ? [flow as never] : [],
      call: async (name, params) => this.#call(name, params as Change & { undoes: string }),
      logger: quiet,
      canCall,
      isPersonal: (field) => field === "owner",
      timing: { ...timing, ...overrides },
    });
    const stop = this.#poller.start(lives ? engine.workers() : [], quiet);
    this.#stops.push(stop);
    const transfer = (key: string, of = flow) =>
      engine.execute(of as BankWorkflow, { idempotency_key: key, from: "a", to: "b", amount: 5 }, caller);
    return { engine, stop, transfer };
  }

  /** What each account was moved by in all. */
  async balance(account: string): Promise<number> {
    const sql = "SELECT COALESCE(SUM(amount), 0) AS sum FROM bank_moves WHERE account = ?";
    return Number((await this.store.rows<{ sum: number }>(sql, [account]))[0]?.sum);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#stops.map((stop) => stop()));
    await this.#close();
  }

  async #call(name: string, params: Change & { undoes: string }): Promise<unknown> {
    this.calls.push(name);
    await this.before(name, params);
    if (name === "bank.balance") return { balance: await this.balance(params.account) };
    if (name === "bank.move") return this.#once(name, params, (tx) => this.#move(params, params.amount, tx));
    if (name !== "bank.moveBack") throw new DurableError({ type: "no_action", code: 500, message: name });
    return this.#once(name, params, async (tx) => {
      const isFirst = await preclude(this.store, tx, { key: params.undoes, action: name });
      if (!isFirst) await this.#move(params, -params.amount, tx);
      return { undone: !isFirst };
    });
  }

  async #once<T>(action: string, { idempotency_key: key, account }: Change, work: (tx: unknown) => Promise<T>) {
    return (await once(this.store, { key, action, hash: requestHash(action, { account }) }, work)).result;
  }

  async #move({ account }: Change, amount: number, tx: unknown): Promise<{ id: string }> {
    const id = ulid();
    await insert(this.store, "bank_moves", [{ id, account, amount }], tx);
    return { id };
  }
}

/** Makes the bank's tables in a store. */
export async function openBank(store: Store, close: () => Promise<void>): Promise<Bank> {
  await createTables(store, { owner_id: "VARCHAR(40)" });
  await store.run(
    "CREATE TABLE IF NOT EXISTS bank_moves (id VARCHAR(40) PRIMARY KEY, account VARCHAR(40), amount INTEGER)",
  );
  return new Bank(store, close);
}

/** A bank in a file that is removed with it. */
export function openFileBank(): Promise<Bank> {
  const folder = mkdtempSync(join(tmpdir(), "durable-"));
  const store: SqliteStore = sqliteStore(join(folder, "bank.sqlite"), "bank");
  return openBank(store, async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
}

/** Moves an amount from one account to another, and back when the second step is refused. */
export const transfer: BankWorkflow = {
  name: "transfer",
  subject: ({ from }) => ({ id: from, owner_id: from }),
  async definition(step, { from, to, amount }) {
    await step.read("bank.balance", { account: from });
    const out = { account: from, amount: -amount };
    await step.call("bank.move", out, { action: "bank.moveBack", params: out });
    await step.pointOfNoReturn();
    await step.call("bank.move", { account: to, amount });
    return { moved: amount };
  },
};

/** A call that never comes back. */
export const never = new Promise<never>(() => undefined);
