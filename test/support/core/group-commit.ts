import { expect } from "chai";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import { type TransactionContext, Unfinished } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { migrate } from "../../../mixins/db/migrations.ts";
import { findRow, insertMissing, insertNew, update } from "../../../mixins/db/statements.ts";
import { contextOf, freshName, makeEvent, openLedger } from "./ledger.ts";

interface Request {
  idempotency_key: string;
  public_id: string;
  add: number;
}

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Calls that share transactions, on the engine that the environment names. */
export function describeGroupCommit(engine: string): void {
  describe(`calls that share transactions (${engine})`, () => {
    let db: Database;
    let transactions = new Set<unknown>();
    let count: Awaited<ReturnType<typeof openLedger>>["count"];

    before(async () => {
      ({ db, count } = await openLedger(freshName()));
      const name = `${db.service}_sums`;
      const tables = async ({ schema, types }: Parameters<Parameters<typeof migrate>[1][number]["up"]>[0]) => {
        await schema.createTable(name, {
          id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
          store_id: { type: types.INTEGER, allowNull: false },
          public_id: { type: types.STRING(40), allowNull: false },
          sum: { type: types.INTEGER, allowNull: false },
        });
        await schema.addIndex(name, ["store_id", "public_id"], { name: `${name}_public`, unique: true });
      };
      await migrate(db, [{ name: "0001-sums", up: tables }]);
    });
    beforeEach(() => {
      transactions = new Set();
    });

    const sumOf = async (public_id: string) =>
      (await findRow<{ sum: number }>(db, `${db.service}_sums`, { store_id: 1, public_id }))?.sum;

    // Reads a sum, inserts or changes it, and publishes an event.
    async function add({ public_id, add }: Request, { tx, publish }: TransactionContext, then = () => undefined) {
      // Calls that share a transaction have its statements in common.
      transactions.add((tx as { statements?: unknown }).statements ?? tx);
      const table = `${db.service}_sums`;
      const row = await findRow<{ id: number; sum: number }>(db, table, { store_id: 1, public_id }, tx);
      if (add < 0 && (row?.sum ?? 0) + add < 0) throw new Error("below zero");
      const id = row?.id ?? (await db.insert(table, { store_id: 1, public_id, sum: add }, tx));
      if (row) await update(db, table, { store_id: 1, id }, { sum: row.sum + add }, tx);
      const { id: _id, occurred_at: _at, actor: _actor, request_id: _request, ...event } = makeEvent(public_id);
      publish(event);
      then();
      return { id, sum: (row?.sum ?? 0) + add };
    }

    const call = (request: Request, { owner = request.public_id, last = () => undefined as undefined } = {}) =>
      groupCommit(contextOf(db), request, owner, (txContext) => add(request, txContext, last));

    const outcomesOf = (calls: Promise<{ sum: number }>[]) =>
      Promise.all(
        calls.map((each) =>
          each.then(
            ({ sum }) => sum,
            (error: Error) => error.message,
          ),
        ),
      );

    it("commits many at once, each with its own result, key and event", async () => {
      const requests = times(40, (n) => ({ idempotency_key: `many-${n}`, public_id: `many-${n}`, add: n }));
      const results = await Promise.all(requests.map((request) => call(request)));
      expect(results.map(({ sum }) => sum)).to.deep.equal(times(40, (n) => n));
      const keys = await Promise.all(
        requests.map(({ public_id }) => findRow<{ id: number }>(db, `${db.service}_sums`, { store_id: 1, public_id })),
      );
      expect(keys.map((row) => row?.id)).to.deep.equal(results.map(({ id }) => id));
      expect(await count("outbox", "aggregate_id LIKE 'many-%'")).to.equal(40);
      expect(await count("idempotency", "idempotency_key LIKE 'many-%'")).to.equal(40);
      // Far fewer than one each: the rest came while the first was under way.
      expect(transactions.size).to.be.below(8);
    });

    it("stay together where each caller comes again a little after its answer", async () => {
      const ask = async (caller: number) => {
        for (const key of times(12, (round) => `again-${caller}-${round}`)) {
          await call({ idempotency_key: key, public_id: key, add: 1 });
          for (let turns = 0; turns < caller; turns++) await new Promise(setImmediate);
        }
      };
      await Promise.all(times(8, ask));
      expect(transactions.size).to.be.within(12, 18);
    });

    it("changes rows that exist, each by its own amount", async () => {
      await Promise.all(times(20, (n) => call({ idempotency_key: `a-${n}`, public_id: `row-${n}`, add: 10 })));
      await Promise.all(times(20, (n) => call({ idempotency_key: `b-${n}`, public_id: `row-${n}`, add: n })));
      expect(await Promise.all(times(20, (n) => sumOf(`row-${n}`)))).to.deep.equal(times(20, (n) => 10 + n));
    });

    it("leaves the others when one is refused before it writes", async () => {
      const requests = times(12, (n) => ({
        idempotency_key: `r-${n}`,
        public_id: `r-${n}`,
        add: n % 4 === 1 ? -1 : 5,
      }));
      const outcomes = await outcomesOf(requests.map((request) => call(request)));
      expect(outcomes).to.deep.equal(times(12, (n) => (n % 4 === 1 ? "below zero" : 5)));
      expect(await count("idempotency", "idempotency_key LIKE 'r-%'")).to.equal(9);
      expect(await count("outbox", "aggregate_id LIKE 'r-%'")).to.equal(9);
    });

    it("leaves the others when one fails after it has written", async () => {
      const fails = () => {
        throw new Error("too late");
      };
      const requests = times(12, (n) => ({ idempotency_key: `l-${n}`, public_id: `l-${n}`, add: 5 }));
      const outcomes = await outcomesOf(requests.map((request, n) => call(request, n === 3 ? { last: fails } : {})));
      expect(outcomes).to.deep.equal(times(12, (n) => (n === 3 ? "too late" : 5)));
      expect(await sumOf("l-3")).to.equal(undefined);
      expect(await sumOf("l-4")).to.equal(5);
      expect(await count("outbox", "aggregate_id LIKE 'l-%'")).to.equal(11);
    });

    it("does the work of a key once among others", async () => {
      const request = { idempotency_key: "same", public_id: "same", add: 7 };
      const others = times(10, (n) => call({ idempotency_key: `o-${n}`, public_id: `o-${n}`, add: 1 }));
      const outcomes = await outcomesOf([...times(6, () => call(request)), ...others]);
      expect(outcomes).to.deep.equal([...times(6, () => 7), ...times(10, () => 1)]);
      expect(await sumOf("same")).to.equal(7);
      const reused = call({ ...request, add: 8 }).catch(({ type }) => type);
      await Promise.all([reused, ...times(4, (n) => call({ idempotency_key: `p-${n}`, public_id: `p-${n}`, add: 1 }))]);
      expect(await reused).to.equal("idempotency_key_reused");
    });

    it("gives each of many readers its own row, and nothing where there is none", async () => {
      await Promise.all(times(12, (n) => call({ idempotency_key: `s-${n}`, public_id: `s-${n}`, add: n })));
      const wanted = times(60, (n) => n % 15);
      const sums = await Promise.all(wanted.map((n) => sumOf(`s-${n}`)));
      expect(sums).to.deep.equal(wanted.map((n) => (n < 12 ? n : undefined)));
      await call({ idempotency_key: "s-x", public_id: "s-3", add: 100 });
      expect(await Promise.all([sumOf("s-3"), sumOf("s-4")])).to.deep.equal([103, 4]);
    });

    it("loses no change of a row that two owners change at once", async () => {
      const requests = times(16, (n) => ({ idempotency_key: `one-${n}`, public_id: "one", add: 1 }));
      await call({ idempotency_key: "one", public_id: "one", add: 1 });
      await Promise.all(requests.map((request, n) => call(request, { owner: `owner-${n}` })));
      expect(await sumOf("one")).to.equal(17);
    });

    it("begins rows together where some are there already", async () => {
      const rows = times(12, (n) => ({ store_id: 1, public_id: `m-${n}`, sum: 1 }));
      for (const row of rows.filter((_, n) => n % 2 === 0)) await db.insert(`${db.service}_sums`, { ...row, sum: 5 });
      const begin = (row: (typeof rows)[number]) =>
        groupCommit(contextOf(db), { idempotency_key: row.public_id }, row.public_id, async ({ tx }) => {
          transactions.add((tx as unknown as { connection: unknown }).connection);
          await insertMissing(db, `${db.service}_sums`, row, tx);
          const { public_id, store_id } = row;
          return (await findRow<{ sum: number }>(db, `${db.service}_sums`, { store_id, public_id }, tx))?.sum;
        });
      expect(await Promise.all(rows.map(begin))).to.deep.equal(times(12, (n) => (n % 2 === 0 ? 5 : 1)));
    });

    it("records nothing of a first stage, and the result of the last one once", async () => {
      let stages = 0;
      const ask = (isLast: boolean) =>
        groupCommit(contextOf(db), { idempotency_key: "staged" }, "staged", async () =>
          isLast ? { sum: ++stages } : new Unfinished(++stages),
        );
      const others = times(6, (n) => call({ idempotency_key: `t-${n}`, public_id: `t-${n}`, add: 1 }));
      const [first, second] = [await ask(false), await ask(false)];
      expect([first, second]).to.deep.equal([new Unfinished(1), new Unfinished(2)]);
      expect(await count("idempotency", "idempotency_key = 'staged'")).to.equal(0);
      expect([await ask(true), await ask(true)]).to.deep.equal([{ sum: 3 }, { sum: 3 }]);
      await Promise.all(others);
    });

    it("does not let a call that waits for a locked row keep the others back", async () => {
      const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const slow = groupCommit(contextOf(db), { idempotency_key: "slow" }, "slow", async ({ tx }) => {
        await insertNew(db, `${db.service}_sums`, { store_id: 1, public_id: "slow", sum: 1 }, tx);
        begun.resolve();
        // SQLite has one writer: there the others come after it.
        if (db.dialect === "mariadb") await held.promise;
        return { sum: 1 };
      });
      await begun.promise;
      const others = times(5, (n) => call({ idempotency_key: `q-${n}`, public_id: `q-${n}`, add: 1 }));
      expect(await outcomesOf(others)).to.deep.equal(times(5, () => 1));
      held.resolve();
      expect((await slow).sum).to.equal(1);
    });
  });
}
