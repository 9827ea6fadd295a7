import type { PlainError } from "../errors.ts";
import type { SqlValue } from "../store/store.ts";

/** Columns of a run that the product adds, by which it finds its runs. */
export type Tags = Record<string, SqlValue>;

/** `running` and `undoing` (it compensates) go on by themselves, `stuck` waits for an operator. */
export type RunState = "running" | "undoing" | "completed" | "failed" | "stuck";

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

/** Who asked for a run, for the calls that it makes. */
export interface Caller {
  actor: object;
  request_id: string | null;
}

/** A run as its row stores it. */
export interface RunRecord extends Caller {
  id: string;
  run_key: string;
  workflow: string;
  subject: string;
  tags: Tags;
  request_hash: string;
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

/** A row of `workflow_runs`, without the product's columns. */
export interface RunRow extends Omit<RunRecord, "id" | "tags" | "actor" | "committed" | "input" | "steps" | "error"> {
  id: number;
  public_id: string;
  actor: string;
  erased: number;
  committed: number;
  input: string | null;
  steps: string | null;
  result: string | null;
  error: string | null;
  ended_at: number | null;
}

/** The run of a row. */
export function toRun(row: RunRow): RunRecord {
  const { id: _row, public_id: id, erased: _erased, ended_at: _ended, ...columns } = row;
  const { run_key, workflow, subject, request_hash, state, lease_owner, lease_until, attempts, ...rest } = columns;
  const { actor, request_id, committed, input, steps, result, error, created_at, updated_at, ...tags } = rest;
  return {
    ...{ id, run_key, workflow, subject, request_hash, state, lease_owner, lease_until, attempts },
    ...{ request_id, created_at, updated_at },
    tags: tags as Tags,
    actor: JSON.parse(actor) as object,
    committed: committed === 1,
    input: parse(input),
    steps: parse(steps) as Entry[],
    result: result === null ? undefined : parse(result),
    error: parse(error) as PlainError | null,
  };
}

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
