/** An error as the journal stores it. A `code` from 400 to 499 says that what was asked for is refused. */
export interface PlainError {
  type: string;
  code: number;
  message: string;
  data?: unknown;
}

/** An error of the engine, or one that was read from the journal. */
export class DurableError extends Error implements PlainError {
  readonly type: string;
  readonly code: number;
  readonly data: unknown;

  constructor({ type, code, message, data }: PlainError) {
    super(message);
    this.type = type;
    this.code = code;
    this.data = data;
  }
}

/** The outcome is unknown; the same key asks for it again. */
export class Unavailable extends DurableError {
  constructor() {
    super({ type: "service_unavailable", code: 503, message: "The workflow does not answer." });
  }
}

/** This process shuts down; another instance resumes the run. */
export class Stopping extends Unavailable {}

/** The key was used with another request. */
export class KeyReused extends DurableError {
  constructor() {
    const message = "This idempotency key was used with another request. Take a new key.";
    super({ type: "idempotency_key_reused", code: 422, message });
  }
}

/** The recorded result of a key has been erased. */
export class Erased extends DurableError {
  constructor() {
    super({ type: "erased", code: 410, message: "The record that this request once made has been erased." });
  }
}

const stuckType = "workflow_stuck";

/** The run waits for an operator, and its outcome is unknown: the same key asks for it again. */
export class Stuck extends DurableError {
  constructor() {
    super({ type: stuckType, code: 503, message: "What was asked for has begun, and waits for an operator." });
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

/** Another run has this key. */
export class KeyTaken extends Error {}

/** Another instance has claimed this run. */
export class LeaseLost extends Error {}

/** The run waits for a signal or a time, and this process lets go of it. */
export class Parked extends Error {
  readonly topic: string | null;
  readonly until: number;

  constructor(topic: string | null, until: number) {
    super(`The run waits for ${topic ?? "a time"}.`);
    this.topic = topic;
    this.until = until;
  }
}

/** An error as the journal stores it. */
export function toPlain(error: unknown): PlainError {
  const { type, code, message, data } = (error ?? {}) as Partial<PlainError>;
  return { type: type ?? "internal_error", code: typeof code === "number" ? code : 500, message: message ?? "", data };
}
