import * as t from "../../../mixins/actions/params.ts";
import { deadLetterAct, deadLetterFilter, operatedServices } from "../../contracts/ops.ts";

const page = { cursor: t.optional(t.string(200)), limit: t.integer().min(1).max(200) };

/** What the actions for who runs the platform take. */
export const opsParams = {
  listDeadLetters: t.object({
    ...page,
    filter: deadLetterFilter,
    service: t.optional(t.oneOf(operatedServices)),
  }),
  getDeadLetter: t.object({ id: t.string(40) }),
  actOnDeadLetter: t.object({ ...t.write, id: t.string(40), ...deadLetterAct }),
};
