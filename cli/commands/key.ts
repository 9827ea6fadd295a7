import { ulid } from "ulid";

/** The idempotency key of one act of the command line. */
export const newKey = (): string => `command-line:${ulid()}`;
