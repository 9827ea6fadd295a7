import type { Transaction } from "sequelize";
import type { Actor, Fact, FactName, Facts } from "../services/contracts.ts";
import type { Database } from "./database.ts";
import { newId } from "./ids.ts";
import { transaction } from "./transaction.ts";

/** A fact as its teller gives it; the house adds id, time, actor and request. */
export interface Announcement<Name extends FactName> {
  name: Name;
  store_id: number;
  tenant_id: string;
  aggregate: Fact["aggregate"];
  data: Facts[Name];
}

export type Announce = <Name extends FactName>(announcement: Announcement<Name>) => void;

/** Facts told in one transaction, kept until it writes them to the outbox. */
export class Announcements {
  readonly #facts: Fact[] = [];
  readonly #actor: Actor;
  readonly #requestId: string | null;

  constructor(actor: Actor, requestId: string | null) {
    this.#actor = actor;
    this.#requestId = requestId;
  }

  readonly announce: Announce = (announcement) => {
    const occurred_at = new Date().toISOString();
    this.#facts.push({
      id: newId("evt"),
      ...announcement,
      occurred_at,
      actor: this.#actor,
      request_id: this.#requestId,
    });
  };

  /** True when there is something for a relay to carry. */
  get any(): boolean {
    return this.#facts.length > 0;
  }

  /** Writes the facts where the change that they tell of is written: both are committed, or neither. */
  async save(db: Database, tx: Transaction): Promise<void> {
    const rows = this.#facts.map((fact) => ({
      fact_id: fact.id,
      name: fact.name,
      aggregate_id: fact.aggregate.id,
      fact: JSON.stringify(fact),
      created_at: Date.now(),
      sent_at: null,
    }));
    await db.insertMany(`${db.service}_outbox`, rows, tx);
  }
}

/** Whoever brings a change about: each of its facts names them. */
export interface Teller {
  actor: Actor;
  request_id: string | null;
}

/** Runs work in one transaction with the facts that it announces. Behind the commit the relay is woken for them. */
export async function changeAndTell<T>(
  db: Database,
  { actor, request_id }: Teller,
  work: (changing: { tx: Transaction; announce: Announce }) => Promise<T>,
): Promise<T> {
  const { outcome, told } = await transaction(db, async (tx) => {
    const announced = new Announcements(actor, request_id);
    const outcome = await work({ tx, announce: announced.announce });
    await announced.save(db, tx);
    return { outcome, told: announced.any };
  });
  if (told) db.factsSaved();
  return outcome;
}
