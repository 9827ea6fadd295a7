import { action } from "../../../mixins/actions/action.ts";
import { changeReturn } from "../return-transaction.ts";
import { assertNext } from "../returns.rules.ts";
import { params } from "../returns.schema.ts";

/**
 * Changes the status of a return; repeating a status changes nothing. Throws `return_not_found`, `version_mismatch`,
 * `invalid_return_transition`.
 */
export const setStatus = action("returns.setStatus", params.setStatus, (request, context) =>
  changeReturn(context, request, ({ status: from }) => {
    const { status, note } = request;
    if (from === status) return undefined;
    assertNext(from, status);
    return note === undefined ? { status } : { status, note };
  }),
);
