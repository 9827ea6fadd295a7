import { forget } from "../../mixins/erasure.ts";
import { hears } from "../../mixins/inbox.ts";
import { eventOf, isAboutPerson, isErasure, withoutPerson } from "./audit.rules.ts";
import { emptyEvents, insertEvent } from "./store/events.ts";
import { erase, lockPerson } from "./store/people.ts";

/** Logs every fact; what is told of an erased person is logged without the person's data, in whatever order it comes. */
export const logFact = hears("log", "*", async (fact, { db, tx }) => {
  const event = eventOf(fact);
  if (!isAboutPerson(fact)) return insertEvent(db, tx, event);
  const erased = await lockPerson(db, tx, event);
  await insertEvent(db, tx, erased ? withoutPerson(event) : event);
  if (!isErasure(fact)) return;
  await erase(db, tx, event);
  await emptyEvents(db, tx, event);
  await forget(db, tx, event.entity_id);
});
