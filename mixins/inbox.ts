import type { Transaction } from "sequelize";
import type { Fact, FactName } from "../services/contracts.ts";
import { inBatches } from "./batches.ts";
import type { Consumer } from "./bus.ts";
import type { Logger } from "./core-service.ts";
import type { Database } from "./database.ts";
import { bus } from "./durable-events.ts";
import type { Changing } from "./idempotent.ts";
import { Announcements } from "./outbox.ts";
import { transaction } from "./transaction.ts";

/** Tells whoever listens now of something that they may be glad to know (`orders.revised`). It may be lost. */
export type Hint = (name: string, data: object) => void;

/** What a handler works with beside the fact. */
export interface Hearing extends Changing {
  db: Database;
  hint: Hint;
}

/** What a service does when it hears a fact. */
export interface FactHandler {
  /** Unique within the service: `totals` becomes the consumer `customers.totals`. */
  purpose: string;
  pattern: string;
  /** Its effect must be in `tx`, where the inbox row is: a fact that comes again then changes nothing. */
  handle(fact: Fact, hearing: Hearing): Promise<void>;
  /** False for a fact that changes nothing here: it is passed over without a trace. */
  takes?(fact: Fact): boolean;
  /** What it does with several at once, where that costs less than each alone. It tells nothing. */
  handleMany?(facts: Fact[], hearing: Omit<Hearing, "announce">): Promise<void>;
  /** How many milliseconds a fact may wait for others, to be handled with them. */
  lingers?: number;
}

/** Defines what a service does when it hears facts, typed by their names. */
export function hears<Name extends FactName>(
  purpose: string,
  pattern: Name | `${string}.*` | "*",
  handle: (fact: Fact<Name>, hearing: Hearing) => Promise<void>,
  takes?: (fact: Fact<Name>) => boolean,
): FactHandler {
  return { purpose, pattern, handle: handle as FactHandler["handle"], takes: takes as FactHandler["takes"] };
}

/** Subscribes a service's handlers; each waits until `ready`, since a fact may come before the tables do. */
export function subscribeAll(
  db: Database,
  handlers: FactHandler[],
  ready: Promise<void>,
  logger: Logger,
  hint: Hint = unheard,
): void {
  for (const handler of handlers) bus.subscribe(consumerOf(db, handler, ready, logger, hint));
}

/** The consumer of a handler: runs it once for each fact, and keeps what cannot be handled as a dead letter. */
export function consumerOf(
  db: Database,
  handler: FactHandler,
  ready: Promise<void>,
  logger: Logger,
  hint: Hint = unheard,
): Consumer {
  const name = `${db.service}.${handler.purpose}`;
  const one = (fact: Fact) => handleOnce(db, name, handler, fact, hint);
  const together = inBatches(one, (facts) => handleTogether(db, name, handler, facts, hint), handler.lingers);
  return {
    name,
    pattern: handler.pattern,
    async handle(fact) {
      await ready;
      if (handler.takes?.(fact) !== false) await together(fact);
    },
    async bury(fact, error, tries) {
      await bury(db, name, fact, error, tries);
      logger.error({ fact: fact.id, consumer: name, tries, error: String(error) }, "a fact became a dead letter");
    },
  };
}

/** Handles a fact and marks it handled in one transaction; a fact already marked is passed over. */
export async function handleOnce(
  db: Database,
  consumer: string,
  handler: FactHandler,
  fact: Fact,
  hint: Hint = unheard,
): Promise<void> {
  await handleInOne(db, handler, hint, async (tx) => {
    const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
    const sql = `INSERT ${ignore} INTO ${db.service}_inbox (consumer, fact_id, handled_at) VALUES (?, ?, ?)`;
    return (await db.run(sql, [consumer, fact.id, Date.now()], tx)) === 0 ? [] : [fact];
  });
}

// What comes while others are being handled is handled in one transaction behind them: under load that is what a fact
// costs. Where one of them cannot be handled, each is on its own.
function handleTogether(db: Database, consumer: string, handler: FactHandler, facts: Fact[], hint: Hint) {
  return handleInOne(db, handler, hint, async (tx) => {
    const fresh = await notYetHandled(db, tx, consumer, facts);
    const handled_at = Date.now();
    const rows = fresh.map(({ id: fact_id }) => ({ consumer, fact_id, handled_at }));
    await db.insertMany(`${db.service}_inbox`, rows, tx);
    return fresh;
  });
}

/** Handles in one transaction the facts that `mark` has marked in it. */
async function handleInOne(
  db: Database,
  handler: FactHandler,
  hint: Hint,
  mark: (tx: Transaction) => Promise<Fact[]>,
): Promise<void> {
  const { told, hints } = await transaction(db, async (tx) => {
    let told = false;
    const hints: Parameters<Hint>[] = [];
    const hearing = { db, tx, hint: (...each: Parameters<Hint>) => void hints.push(each) };
    const fresh = await mark(tx);
    if (handler.handleMany && fresh.length > 1) {
      await handler.handleMany(fresh, hearing);
      return { told, hints };
    }
    for (const fact of fresh) {
      const facts = new Announcements(fact.actor, fact.request_id);
      await handler.handle(fact, { ...hearing, announce: facts.announce });
      await facts.save(db, tx);
      told ||= facts.any;
    }
    return { told, hints };
  });
  if (told) db.factsSaved();
  // Behind the commit: who is told must find what they are told of.
  for (const each of hints) hint(...each);
}

async function notYetHandled(db: Database, tx: Transaction, consumer: string, facts: Fact[]): Promise<Fact[]> {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const marks = [...byId].map(() => "?").join(", ");
  const sql = `SELECT fact_id FROM ${db.service}_inbox WHERE consumer = ? AND fact_id IN (${marks})`;
  for (const { fact_id } of await db.rows<{ fact_id: string }>(sql, [consumer, ...byId.keys()], tx))
    byId.delete(fact_id);
  return [...byId.values()];
}

const unheard: Hint = () => undefined;

async function bury(db: Database, consumer: string, fact: Fact, error: unknown, tries: number): Promise<void> {
  const ignore = db.dialect === "mariadb" ? "IGNORE" : "OR IGNORE";
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await db.run(
    `INSERT ${ignore} INTO ${db.service}_dead_letters (consumer, fact_id, name, fact, error, tries, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [consumer, fact.id, fact.name, JSON.stringify(fact), text.slice(0, 4_000), tries, Date.now()],
  );
}

interface DeadLetter {
  id: number;
  consumer: string;
  fact: string;
}

/** Handles again the dead letters that an operator asked for; those that fail again stay, with the new error. */
export async function replayAsked(db: Database, handlers: FactHandler[]): Promise<void> {
  const table = `${db.service}_dead_letters`;
  const asked = await db.rows<DeadLetter>(
    `SELECT id, consumer, fact FROM ${table} WHERE replay_asked_at IS NOT NULL AND replayed_at IS NULL ORDER BY id LIMIT 100`,
  );
  for (const letter of asked) {
    const handler = handlers.find(({ purpose }) => letter.consumer === `${db.service}.${purpose}`);
    try {
      if (!handler) throw new Error(`No handler is called ${letter.consumer} any more.`);
      await handleOnce(db, letter.consumer, handler, JSON.parse(letter.fact) as Fact);
      // What it told is needed no longer; that it came and went stays visible for a while.
      const done = `UPDATE ${table} SET replayed_at = ?, fact = '', error = '' WHERE id = ?`;
      await db.run(done, [Date.now(), letter.id]);
    } catch (error) {
      await db.run(`UPDATE ${table} SET replay_asked_at = NULL, error = ?, tries = tries + 1 WHERE id = ?`, [
        String(error).slice(0, 4_000),
        letter.id,
      ]);
    }
  }
}
