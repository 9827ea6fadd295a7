import type { Handling } from "../../../mixins/action.ts";
import { Database } from "../../../mixins/database.ts";
import type { Changing } from "../../../mixins/idempotent.ts";
import { change } from "../../../mixins/idempotent.ts";
import { newId } from "../../../mixins/ids.ts";
import { type FactHandler, hears } from "../../../mixins/inbox.ts";
import { type Migration, migrate } from "../../../mixins/migrations.ts";
import type { Fact } from "../../../services/contracts.ts";

/** The smallest service there is: it writes entries, tells a fact of each, and writes one for each fact it hears. */
export interface Ledger {
  db: Database;
  entries(): Promise<string[]>;
  count(table: "outbox" | "idempotency" | "inbox" | "dead_letters", where?: string): Promise<number>;
}

/** A name for a service that no other test uses. */
export const freshName = () => `t${newId("req").slice(-12).toLowerCase()}`;

/** Opens a ledger and brings its tables up to date. */
export async function openLedger(service = freshName()): Promise<Ledger> {
  const db = new Database(service);
  await migrate(db, [ledgerTables(service)]);
  const entries = async () =>
    (await db.rows<{ text: string }>(`SELECT text FROM ${service}_entries ORDER BY id`)).map(({ text }) => text);
  const count: Ledger["count"] = async (table, where = "1 = 1") =>
    (await db.row<{ found: number }>(`SELECT COUNT(*) AS found FROM ${service}_${table} WHERE ${where}`))?.found ?? -1;
  return { db, entries, count };
}

function ledgerTables(service: string): Migration {
  return {
    name: "0001-ledger",
    async up({ db, schema, types }) {
      await schema.createTable(`${service}_entries`, {
        id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
        text: { type: types.STRING(80), allowNull: false },
      });
      await db.insert(`${service}_entries`, { text: "migrated" });
    },
  };
}

export const addEntry = (db: Database, text: string, { tx }: Pick<Changing, "tx">) =>
  db.insert(`${db.service}_entries`, { text }, tx);

/** Writes an entry as an action would, telling `customer_group.created`; `then` runs before the commit. */
export function write(
  db: Database,
  request: { idempotency_key: string; text: string },
  then: () => void = () => undefined,
  markReplayed: () => void = () => undefined,
): Promise<{ text: string; id: number }> {
  return change(handlingOf(db, markReplayed), request, async (changing) => {
    const id = await addEntry(db, request.text, changing);
    const { id: _id, occurred_at: _at, actor: _actor, request_id: _request, ...told } = makeFact(request.text);
    changing.announce(told);
    then();
    return { text: request.text, id };
  });
}

function handlingOf(db: Database, markReplayed: () => void): Handling {
  const logger = console as unknown as Handling["logger"];
  const call = () => Promise.reject(new Error("A ledger calls nobody."));
  return {
    action: "ledger.write",
    db,
    actor: { type: "system", id: "test" },
    request_id: null,
    call,
    logger,
    markReplayed,
  };
}

/** A fact that somebody created a group of that name. */
export function makeFact(name: string): Fact<"customer_group.created"> {
  return {
    id: newId("evt"),
    name: "customer_group.created",
    store_id: 1,
    tenant_id: "ten_test",
    aggregate: { type: "customer_group", id: name, version: 1 },
    occurred_at: new Date().toISOString(),
    actor: { type: "system", id: "test" },
    request_id: null,
    data: { before: null, after: { name } },
  };
}

/** Writes `heard <name>` for each fact about one of the names. */
export const hearsOf = (
  belongs: (name: string) => boolean,
  then: () => Promise<void> | void = () => undefined,
): FactHandler =>
  hears<"customer_group.created">("entries", "customer_group.created", async (fact, { db, tx }) => {
    if (!belongs(fact.aggregate.id)) return;
    await addEntry(db, `heard ${fact.aggregate.id}`, { tx });
    await then();
  });
