import { Errors } from "moleculer";

/** One line of a service's table of errors: HTTP status, then what is wrong and what would be right. */
export type ErrorTable = Readonly<Record<string, readonly [status: number, message: string]>>;

/** What a client may read beside the message: which fields, and what is wrong with each. */
export interface ErrorDetail {
  path: string;
  message: string;
}

/**
 * Makes the throwers of a table of errors: `const fail = errorsOf(table); throw fail("email_exists")`.
 * The error's `type` is its key and its `code` the status; both survive the bus, where `instanceof` does not.
 */
export function errorsOf<T extends ErrorTable>(table: T) {
  return (type: keyof T & string, details?: ErrorDetail[]) => {
    const [status, message] = table[type] as readonly [number, string];
    return new Errors.MoleculerError(message, status, type, details ? { details } : undefined);
  };
}

/** True for an error of that type, also when it came over the bus. */
export function isError(error: unknown, type: string): boolean {
  return (error as { type?: unknown } | null)?.type === type;
}

const shared = {
  idempotency_key_reused: [422, "This idempotency key was used with another request. Take a new key."],
  version_mismatch: [412, "The record was changed meanwhile. Read it again and repeat with its current ETag."],
  erased: [410, "The record that this request once made has been erased."],
} as const;

/** Errors that any service that changes state may answer. */
export const failShared = errorsOf(shared);

/** Checks that a record still has one of the versions that its writer asks for. Throws `version_mismatch`. */
export function assertVersion(version: number, expected: number[] | undefined): void {
  if (expected && !expected.includes(version)) throw failShared("version_mismatch");
}

/** Thrown when an engine that a service needs does not answer; safe to try again with the same key. */
export class UnavailableError extends Errors.MoleculerRetryableError {
  constructor(what: string) {
    super(`The ${what} does not answer.`, 503, "service_unavailable");
  }
}
