import { forget } from "../../mixins/erasure.ts";
import { type FactHandler, type Hearing, hears } from "../../mixins/inbox.ts";
import type { Fact } from "../contracts.ts";
import { eventOf, isAboutPerson, isErasure, withoutPerson } from "./audit.rules.ts";
import { emptyEvents, insertEvents } from "./store/events.ts";
import { erase, lockPerson } from "./store/people.ts";

type Logging = Pick<Hearing, "db" | "tx">;

// Each change of the house is told here, and who reads the log does not wait for it.
const lingers = 50;

/** Logs every fact; what is told of an erased person is logged without the person's data, in whatever order it comes. */
export const logFact: FactHandler = {
  ...hears("log", "*", (fact, hearing) => logMany([fact], hearing)),
  handleMany: logMany,
  lingers,
};

async function logMany(facts: Fact[], { db, tx }: Logging): Promise<void> {
  const erased = await lockPeople(facts, { db, tx });
  const events = facts.map((fact) => (erased.has(personIn(fact)) ? withoutPerson(eventOf(fact)) : eventOf(fact)));
  await insertEvents(db, tx, events);
  // Behind them: also what was told of the person in the same moment is emptied.
  for (const fact of facts.filter(isErasure)) {
    const event = eventOf(fact);
    await erase(db, tx, event);
    await emptyEvents(db, tx, event);
    await forget(db, tx, event.entity_id);
  }
}

// Always in the same order: two batches then wait for each other in one direction alone.
async function lockPeople(facts: Fact[], { db, tx }: Logging): Promise<Set<string>> {
  const erased = new Set<string>();
  const people = new Map(facts.filter(isAboutPerson).map((fact) => [personIn(fact), eventOf(fact)]));
  for (const [person, event] of [...people].sort(([one], [other]) => (one < other ? -1 : 1)))
    if (await lockPerson(db, tx, event)) erased.add(person);
  return erased;
}

const personIn = ({ store_id, aggregate }: Fact) => `${store_id}/${aggregate.id}`;
