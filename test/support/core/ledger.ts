import type { ActionContext } from "../../../mixins/actions/action.ts";
import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { Database } from "../../../mixins/db/database.ts";
import { type Migration, migrate } from "../../../mixins/db/migrations.ts";
import { type Subscription, subscribe } from "../../../mixins/messaging/inbox.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { DomainEvent } from "../../../services/contracts.ts";

/**
 * A minimal service: it writes entries, publishes an event for each, and writes one for each event that it receives.
 */
export interface Ledger {
  db: Database;
  entries(): Promise<string[]>;
  count(table: "outbox" | "idempotency" | "inbox" | "dead_letters", where?: string): Promise<number>;
}

/** A service name that no other test uses. */
export const freshName = () => `t${newId("req").slice(-12).toLowerCase()}`;

/** Opens a ledger and applies its migrations. */
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

export const addEntry = (db: Database, text: string, { tx }: Pick<TransactionContext, "tx">) =>
  db.insert(`${db.service}_entries`, { text }, tx);

/** Writes an entry as an action would, and publishes `customer_group.created`; `then` runs before the commit. */
export function write(
  db: Database,
  request: { idempotency_key: string; text: string },
  then: () => void = () => undefined,
  markReplayed: () => void = () => undefined,
): Promise<{ text: string; id: number }> {
  return idempotent(contextOf(db, markReplayed), request, async (txContext) => {
    const id = await addEntry(db, request.text, txContext);
    const { id: _id, occurred_at: _at, actor: _actor, request_id: _request, ...event } = makeEvent(request.text);
    txContext.publish(event);
    then();
    return { text: request.text, id };
  });
}

/** The context of an action of a ledger. */
export function contextOf(db: Database, markReplayed: () => void = () => undefined): ActionContext {
  const logger = console as unknown as ActionContext["logger"];
  const call = () => Promise.reject(new Error("A ledger calls no other service."));
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

/** The event that a group with a name was created. */
export function makeEvent(name: string): DomainEvent<"customer_group.created"> {
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

/** Subscriptions that write `received <name>` for each event about one of the names. */
export const subscriptionsOf = (
  belongs: (name: string) => boolean,
  then: () => Promise<void> | void = () => undefined,
): Subscription =>
  subscribe<"customer_group.created">("entries", "customer_group.created", async (event, { db, tx }) => {
    if (!belongs(event.aggregate.id)) return;
    await addEntry(db, `received ${event.aggregate.id}`, { tx });
    await then();
  });
