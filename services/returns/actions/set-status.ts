import { action } from "../../../mixins/action.ts";
import { changeReturn } from "../changing.ts";
import { assertNext } from "../returns.rules.ts";
import { params } from "../returns.schemas.ts";

/**
 * Moves a return on; the same status again changes nothing. Throws `return_not_found`, `version_mismatch`,
 * `invalid_return_transition`.
 */
export const setStatus = action("returns.setStatus", params.setStatus, (request, handling) =>
  changeReturn(handling, request, ({ status: from }) => {
    const { status, note } = request;
    if (from === status) return undefined;
    assertNext(from, status);
    return note === undefined ? { status } : { status, note };
  }),
);
