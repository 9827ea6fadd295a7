import { errorsOf } from "../actions/errors.ts";

/** Errors of the actions that every service with a database has. */
export const opsErrors = {
  dead_letter_not_found: [404, "No service has this dead letter."],
  dead_letter_changed: [409, "The dead letter is not waiting any more. Read it again."],
} as const;

export const fail = errorsOf(opsErrors);
