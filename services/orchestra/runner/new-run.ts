import { createHash } from "node:crypto";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, Actor } from "../../contracts.ts";
import type { RunRecord } from "../store/run-record.ts";
import type { WorkflowName } from "./definition.ts";
import type { Workflow } from "./step.ts";

/** The actor and request of a run, for the calls that it makes. */
export interface Caller {
  actor: Actor;
  request_id: string | null;
}

/** The record of a run that begins now. */
export function newRun<Name extends WorkflowName>(
  flow: Workflow<Name>,
  input: ActionParams<Name>,
  caller: Caller,
  { owner, lease }: { owner: string; lease: number },
): RunRecord {
  const now = Date.now();
  const { idempotency_key, ...request } = input as ActionParams<Name> & { idempotency_key: string; store?: object };
  const { store_id, id } = flow.subject(input);
  return {
    id: newId("run"),
    run_key: idempotency_key,
    workflow: flow.name,
    store_id,
    subject: id,
    customer_id: null,
    request_hash: createHash("sha256")
      // Only the id of a store: its name or language may change between two attempts of a client.
      .update(`${flow.name}\n${JSON.stringify({ ...request, store: store_id })}`)
      .digest("base64"),
    ...caller,
    state: "running",
    committed: false,
    input,
    steps: [],
    result: undefined,
    error: null,
    lease_owner: owner,
    lease_until: now + lease,
    attempts: 1,
    created_at: now,
    updated_at: now,
  };
}
