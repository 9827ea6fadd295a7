import { createHash } from "node:crypto";
import { newId } from "../ids.ts";
import type { ActionMap, WriteName } from "./actions.ts";
import type { Caller, RunRecord } from "./record.ts";
import type { Workflow } from "./step.ts";

/** The record of a run that begins now. */
export function newRun<A extends ActionMap<A>, Name extends WriteName<A>>(
  flow: Workflow<A, Name>,
  input: A[Name]["params"],
  caller: Caller,
  { owner, lease }: { owner: string; lease: number },
): RunRecord {
  const now = Date.now();
  const { idempotency_key, ...request } = input as { idempotency_key: string };
  const { id: subject, ...tags } = flow.subject(input);
  const identity = flow.identity?.(input) ?? request;
  return {
    id: newId("run"),
    run_key: idempotency_key,
    workflow: flow.name,
    subject,
    tags,
    request_hash: createHash("sha256")
      .update(`${flow.name}\n${JSON.stringify(identity)}`)
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
