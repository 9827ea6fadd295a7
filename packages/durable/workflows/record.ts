import type { PlainError } from "../errors.ts";
import type { SqlValue } from "../store/store.ts";

/** Columns of a run that the product adds, by which it finds its runs. */
export type Tags = Record<string, SqlValue>;

/**
 * `running` and `undoing` (it compensates) go on by themselves, `waiting` goes on with a signal or at a time, `stuck` waits
 * for an operator.
 */
export type RunState = "running" | "undoing" | "waiting" | "completed" | "failed" | "stuck";

/** One step of a run. */
export interface Entry {
  /** Its position in the definition, such as `3` or `fresh1.0`. */
  id: string;
  /** Its turn among the steps of its run. */
  seq: number;
  name: string;
  /** `asked`: the call may or may not have taken effect. */
  state: "asked" | "done" | "refused" | "undone";
  /** The idempotency key of a change; a read has none. */
  key?: string;
  /** When it was first asked for, in epoch milliseconds, and how long its outcome took. */
  at?: number;
  ms?: number;
  outcome?: unknown;
  error?: PlainError;
  undo?: { action: string; params: object };
  /** An earlier attempt may still take effect, even when a later one was refused. */
  unsure?: boolean;
  /** Written before it was asked for. The process that planned it knows that it cannot have taken effect. */
  planned?: boolean;
}

/** Who asked for a run, for the calls that it makes. */
export interface Caller {
  actor: object;
  request_id: string | null;
}

interface Columns {
  run_key: string;
  workflow: string;
  /** The version of the workflow that it began with. */
  version: number;
  subject: string;
  request_hash: string;
  state: RunState;
  lease_owner: string;
  /** Until when its instance holds it, by the database's clock; 0 when none does. */
  lease_until: number;
  /** How often it was begun or taken up. The number tells apart the holders of its lease. */
  attempts: number;
  /** How often it was taken up since it began, or since an operator resumed it. */
  taken_up: number;
  /** Since when no code that ran was fit for it. */
  unfit_since: number | null;
  created_at: number;
  updated_at: number;
}

/** A run as the journal has it. */
export interface RunRecord extends Caller, Columns {
  id: string;
  tags: Tags;
  /** True when the run has passed its point of no return. */
  committed: boolean;
  input: unknown;
  steps: Entry[];
  result: unknown;
  error: PlainError | null;
}

/** A row of `workflow_runs`, without the product's columns. */
export interface RunRow extends Columns {
  id: number;
  public_id: string;
  actor: string;
  request_id: string | null;
  erased: number;
  committed: number;
  input: string | null;
  steps: string | null;
  result: string | null;
  error: string | null;
  waits_for: string | null;
  ended_at: number | null;
}

/** A row of `workflow_steps`: a step that was written after its run was. */
export interface StepRow {
  run_id: string;
  place: string;
  seq: number;
  name: string;
  state: Entry["state"];
  data: string;
}

/** The run of a row and of the rows of its steps. */
export function toRun(row: RunRow, stepRows: readonly StepRow[]): RunRecord {
  const { id: _row, public_id: id, erased: _erased, ended_at: _ended, waits_for: _topic, ...columns } = row;
  const { run_key, workflow, version, subject, request_hash, state, lease_owner, lease_until, ...rest } = columns;
  const { attempts, taken_up, unfit_since, actor, request_id, committed, input, steps, result, error, ...more } = rest;
  const { created_at, updated_at, ...tags } = more;
  return {
    id,
    run_key,
    workflow,
    version,
    subject,
    request_hash,
    state,
    lease_owner,
    lease_until,
    attempts,
    taken_up,
    unfit_since,
    request_id,
    created_at,
    updated_at,
    tags: tags as Tags,
    actor: JSON.parse(actor) as object,
    committed: committed === 1,
    input: parse(input),
    steps: stepsOf(parse(steps), stepRows),
    result: result === null ? undefined : parse(result),
    error: parse(error) as PlainError | null,
  };
}

/** The idempotency key of a change that a run makes. */
export const keyOfStep = (run_id: string, { id, name }: Pick<Entry, "id" | "name">) => `${run_id}/${id}/${name}`;

/** The steps of a run that begins, for its row. An earlier build, which would take them for all of its steps, fails on it. */
export const firstSteps = (steps: readonly Entry[]): string => JSON.stringify({ first: steps });

/** The row of a step that was written after its run. */
export function rowOfStep(run_id: string, { id: place, seq, name, state, ...data }: Entry): StepRow {
  return { run_id, place, seq, name, state, data: JSON.stringify(data) };
}

// An array has all steps of a run: of one that has ended, or was begun by a build without rows of steps.
function stepsOf(steps: unknown, rows: readonly StepRow[]): Entry[] {
  const first = (Array.isArray(steps) ? steps : ((steps as { first?: Entry[] } | null)?.first ?? [])) as Entry[];
  const all = new Map(first.map((entry, index) => [entry.id, { ...entry, seq: entry.seq ?? index }]));
  for (const { place, seq, name, state, data } of rows)
    all.set(place, { id: place, seq, name, state, ...(JSON.parse(data) as object) });
  return [...all.values()].sort((one, other) => one.seq - other.seq);
}

const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
