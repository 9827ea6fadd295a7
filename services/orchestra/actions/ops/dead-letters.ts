import { action } from "../../../../mixins/actions/action.ts";
import { atHome } from "../../../../mixins/shards/across.ts";
import { operatedServices } from "../../../contracts.ts";
import { fail } from "../../orchestra.errors.ts";
import { opsParams } from "../../schemas/ops.ts";
import { answerWithin, gather, partsOf } from "./gather.ts";

/** A page of the dead letters of all services, or of one, newest first. Throws `invalid_cursor`. */
export const listDeadLetters = action(
  "orchestra.listDeadLetters",
  opsParams.listDeadLetters,
  (request, { call }) => {
    const { service: only, filter, ...page } = request;
    return gather(only ? [only] : operatedServices, page, (service, behind) => {
      // One more than is shown says whether there are more.
      const part = { filter, limit: Math.min(200, page.limit + 1), ...(behind ? { behind } : {}) };
      return call(`${service}.deadLetters`, part, answerWithin);
    });
  },
  atHome,
);

/** A dead letter with its event. Throws `dead_letter_not_found`. */
export const getDeadLetter = action(
  "orchestra.getDeadLetter",
  opsParams.getDeadLetter,
  ({ id }, { call }) => {
    const { service, number } = existing(id);
    return call(`${service}.deadLetter`, { id: number });
  },
  atHome,
);

/** Replays, edits or discards a dead letter. Throws `dead_letter_not_found`, `dead_letter_changed`. */
export const actOnDeadLetter = action(
  "orchestra.actOnDeadLetter",
  opsParams.actOnDeadLetter,
  (request, { call }) => {
    const { service, number } = existing(request.id);
    return call(`${service}.settleDeadLetter`, { ...request, id: number });
  },
  atHome,
);

function existing(id: string) {
  const parts = partsOf(id);
  if (!parts) throw fail("dead_letter_not_found");
  return parts;
}
