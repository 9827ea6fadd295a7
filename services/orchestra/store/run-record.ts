import type { Actor, RunState } from "../../contracts.ts";

/** An error as the journal stores it. */
export interface PlainError {
  type: string;
  code: number;
  message: string;
  data?: unknown;
}

/** One step of a run. */
export interface Entry {
  /** Its position in the definition, such as `3` or `fresh1.0`. */
  id: string;
  name: string;
  /** `asked`: the call may or may not have taken effect. */
  state: "asked" | "done" | "refused" | "undone";
  /** The idempotency key of a change; a read has none. */
  key?: string;
  outcome?: unknown;
  error?: PlainError;
  undo?: { action: string; params: object };
  /** An earlier attempt may still take effect, even when a later one was refused. */
  unsure?: boolean;
}

/** A run as its row stores it. */
export interface RunRecord {
  id: string;
  run_key: string;
  workflow: string;
  store_id: number;
  subject: string;
  customer_id: string | null;
  request_hash: string;
  actor: Actor;
  request_id: string | null;
  state: RunState;
  /** True when the run has passed its point of no return. */
  committed: boolean;
  input: unknown;
  steps: Entry[];
  result: unknown;
  error: PlainError | null;
  lease_owner: string;
  lease_until: number;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A row of `workflow_runs`. */
export interface RunRow extends Omit<RunRecord, "id" | "actor" | "committed" | "input" | "steps" | "result" | "error"> {
  public_id: string;
  actor: string;
  committed: number;
  input: string | null;
  steps: string | null;
  result: string | null;
  error: string | null;
}

/** The run of a row. */
export function toRun({ public_id, ...row }: RunRow): RunRecord {
  const parse = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    ...row,
    id: public_id,
    actor: JSON.parse(row.actor) as Actor,
    committed: row.committed === 1,
    input: parse(row.input),
    steps: parse(row.steps) as Entry[],
    result: row.result === null ? undefined : parse(row.result),
    error: parse(row.error) as PlainError | null,
  };
}
