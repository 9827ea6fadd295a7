import { newId } from "../ids.ts";
import { type RequestHash, requestHash } from "../request-hash.ts";
import type { Store } from "../store/store.ts";
import type { ActionMap, WriteName } from "./actions.ts";
import type { Caller, RunRecord } from "./record.ts";
import { insertRuns } from "./run-changes.ts";
import type { Workflow } from "./step.ts";

/** The record of a run that begins now. */
export function newRun<A extends ActionMap<A>, Name extends WriteName<A>>(
  flow: Workflow<A, Name>,
  input: A[Name]["params"],
  caller: Caller,
  lease_owner: string,
): RunRecord {
  const now = Date.now();
  const { idempotency_key } = input as { idempotency_key: string };
  const { id: subject, ...tags } = flow.subject(input);
  return {
    id: newId("run"),
    run_key: idempotency_key,
    workflow: flow.name,
    version: flow.version ?? 1,
    subject,
    tags,
    request_hash: hashOfInput(flow, input).hash,
    ...caller,
    state: "running",
    committed: false,
    input,
    steps: [],
    result: undefined,
    error: null,
    lease_owner,
    // The database's clock sets it.
    lease_until: 0,
    attempts: 1,
    taken_up: 0,
    unfit_since: null,
    created_at: now,
    updated_at: now,
  };
}

/** Begins a run with a transaction; after the commit any process takes it up. Its key must be new. */
export async function enqueueRun<A extends ActionMap<A>, Name extends WriteName<A>, Tx>(
  store: Store<Tx>,
  tx: Tx,
  flow: Workflow<A, Name>,
  input: A[Name]["params"],
  caller: Caller,
): Promise<void> {
  await insertRuns(store as Store, [newRun(flow, input, caller, "")], 0, tx);
}

/** The digest by which an input is compared with that of the run with its key. */
export function hashOfInput<A extends ActionMap<A>, Name extends WriteName<A>>(
  flow: Workflow<A, Name>,
  input: A[Name]["params"],
): RequestHash {
  const { idempotency_key: _key, ...request } = input as { idempotency_key: string };
  return requestHash(flow.name, flow.identity?.(input) ?? request);
}
