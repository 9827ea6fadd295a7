import { Errors } from "moleculer";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { PlainError } from "../store/run-record.ts";

/** True for an error that a retry cannot change: the step was refused and had no effect. */
export function isRefusal(error: unknown): boolean {
  const { code, type } = (error ?? {}) as { code?: unknown; type?: unknown };
  return typeof code === "number" && code >= 400 && code < 500 && /^[a-z][a-z_]*$/.test(String(type));
}

const stuckType = "workflow_stuck";

/** The run waits for an operator: a retry does not help. */
export class Stuck extends Errors.MoleculerError {
  constructor() {
    super("A workflow waits for its operator.", 500, stuckType);
  }
}

/** True for the error of a run, or of its child, that waits for an operator. */
export const isStuck = (error: unknown): boolean => (error as { type?: unknown } | null)?.type === stuckType;

/** Ends a run as failed with `cause`, without compensation: the definition has already reverted its changes. */
export class WorkflowFailure extends Error {
  constructor(cause: unknown) {
    super("The workflow reverted its own changes.", { cause });
  }
}

/** The definition in this process differs from the one that the run began with. */
export class NonDeterminismError extends Error {}

/** This process shuts down; another instance resumes the run. */
export class Stopping extends UnavailableError {
  constructor() {
    super("workflow");
  }
}

/** Another run has this key. */
export class KeyTaken extends Error {}

/** Another instance has claimed this run. */
export class LeaseLost extends Error {}

/** An error as the journal stores it. */
export function toPlain(error: unknown): PlainError {
  const { type, code, message, data } = (error ?? {}) as Partial<PlainError>;
  return { type: type ?? "internal_error", code: typeof code === "number" ? code : 500, message: message ?? "", data };
}

/** The stored error, to be thrown again. */
export function toError({ type, code, message, data }: PlainError): Error {
  return new Errors.MoleculerError(message, code, type, data);
}
