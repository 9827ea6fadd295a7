import { forget } from "../../mixins/erasure.ts";
import { type Hearing, hears } from "../../mixins/inbox.ts";
import type { Fact } from "../contracts.ts";
import { eventOf, isAboutPerson, isErasure, withoutPerson } from "./audit.rules.ts";
import { emptyEvents, insertEvents } from "./store/events.ts";
import { erase, lockPerson } from "./store/people.ts";

type Logging = Pick<Hearing, "db" | "tx">;

// Each change of the house is told here, and who reads the log does not wait for it.
const lingers = 50;

/** Logs every fact; what is told of an erased person is logged without the person's data, in whatever order it comes. */
export const logFact = hears("log", "*", (fact, hearing) => logMany([fact], hearing), undefined, {
  handleMany: logMany,
  lingers,
});

async function logMany(facts: Fact[], { db, tx }: Logging): Promise<void> {
  const others = facts.filter((fact) => !isAboutPerson(fact));
  await insertEvents(db, tx, others.map(eventOf));
  for (const fact of facts) if (isAboutPerson(fact)) await logOfPerson(fact, { db, tx });
}

async function logOfPerson(fact: Fact, { db, tx }: Logging): Promise<void> {
  const event = eventOf(fact);
  const erased = await lockPerson(db, tx, event);
  await insertEvents(db, tx, [erased ? withoutPerson(event) : event]);
  if (!isErasure(fact)) return;
  await erase(db, tx, event);
  await emptyEvents(db, tx, event);
  await forget(db, tx, event.entity_id);
}
