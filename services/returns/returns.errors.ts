import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the returns service. */
export const returnErrors = {
  return_not_found: [404, "Return not found."],
  return_exists: [409, "There is a return of this id already. Make another id."],
  invalid_return_transition: [
    409,
    "A return goes from requested to approved or rejected, from approved to received or rejected, and no further.",
  ],
} as const;

export const fail = errorsOf(returnErrors);
