import { DurableError, Unavailable } from "@seller-orchestra/durable";
import { Errors } from "moleculer";

/** A service's table of errors: by type, the HTTP status and the message (what is wrong, and what would be right). */
export type ErrorTable = Readonly<Record<string, readonly [status: number, message: string]>>;

/** A detail of an error for the client: a field, and what is wrong with it. */
export interface ErrorDetail {
  path: string;
  message: string;
  /** What is right, where the client is told. */
  actual?: number;
}

/**
 * Makes the error factory of a table: `const fail = errorsOf(table); throw fail("email_exists")`. The error's `type` is
 * its key and its `code` the status; both survive the transporter, where `instanceof` does not.
 */
export function errorsOf<T extends ErrorTable>(table: T) {
  return (type: keyof T & string, details?: ErrorDetail[]) => {
    const [status, message] = table[type] as readonly [number, string];
    return new Errors.MoleculerError(message, status, type, details ? { details } : undefined);
  };
}

/** True for an error of that type, also from another node. */
export function isError(error: unknown, type: string): boolean {
  return (error as { type?: unknown } | null)?.type === type;
}

const shared = {
  idempotency_key_reused: [422, "This idempotency key was used with another request. Take a new key."],
  version_mismatch: [412, "The record was changed meanwhile. Read it again and repeat with its current ETag."],
  erased: [410, "The record that this request once made has been erased."],
} as const;

/** Errors of every service that changes state. */
export const failShared = errorsOf(shared);

/** Checks that a record has one of the expected versions, if there are any. Throws `version_mismatch`. */
export function assertVersion(version: number, expected: number[] | undefined): void {
  if (expected && !expected.includes(version)) throw failShared("version_mismatch");
}

/** Thrown when an engine that a service needs does not answer; safe to retry with the same idempotency key. */
export class UnavailableError extends Errors.MoleculerRetryableError {
  constructor(what: string, why = "does not answer") {
    super(`The ${what} ${why}.`, 503, "service_unavailable", { engine: what, why });
  }
}

/** An error of the durable engine in a form that crosses the bus; any other is unchanged. */
export function asActionError(error: unknown): unknown {
  if (!(error instanceof DurableError)) return error;
  const { message, code, type, data } = error;
  const Kind = error instanceof Unavailable ? Errors.MoleculerRetryableError : Errors.MoleculerError;
  return new Kind(message, code, type, data as object | undefined);
}
