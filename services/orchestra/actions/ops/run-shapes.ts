import type { Entry, ListedRun, RunRecord } from "@seller-orchestra/durable";
import type { ListedWorkflowRun, RunStep, WorkflowRunDetail } from "../../../contracts.ts";
import { isPersonal } from "../../personal.rules.ts";
import { titleOf } from "../../titles.ts";

/** A run of a list. */
export const listed = ({ run, ended_at }: ListedRun): ListedWorkflowRun => ({
  id: run.id,
  workflow: run.workflow,
  store_id: Number(run.tags.store_id),
  state: run.state,
  subject: run.subject,
  error: run.error && `${run.error.type}: ${run.error.message}`,
  attempts: run.attempts,
  created_at: run.created_at,
  updated_at: run.updated_at,
  ended_at,
});

/** A run with its steps. */
export function toDetail(run: RunRecord): WorkflowRunDetail {
  const { run_key: key, version, request_id, actor, committed, input, steps, state, updated_at } = run;
  const hasEnded = state === "completed" || state === "failed";
  return {
    ...listed({ place: 0, run, ended_at: hasEnded ? updated_at : null }),
    key,
    version,
    request_id,
    committed,
    actor: actor as WorkflowRunDetail["actor"],
    input: input === null ? null : redacted(input as Record<string, unknown>, run.workflow),
    steps: steps.map(toStep),
  };
}

const toStep = ({ id, name, state, at, ms, error }: Entry): RunStep => ({
  id,
  name: titleOf(name),
  action: name,
  // A step that was refused after the point of no return is retried when the run is resumed.
  state: state !== "asked" ? state : error ? "refused" : "unknown",
  began_at: at ?? null,
  duration_ms: ms ?? null,
  error: error ? `${error.type}: ${error.message}` : null,
});

// Whoever runs the platform needs no names, addresses or secrets of a store's customers.
const secret = /token|secret|password|email|phone|address|name$|card|account|contact|coordinates|ip$|user_agent/i;

function redacted(input: Record<string, unknown>, workflow: string): Record<string, unknown> {
  function hide(this: object, field: string, value: unknown) {
    if (value === null || field === "") return value;
    return isPersonal(field, workflow, this) || secret.test(field) ? "[redacted]" : value;
  }
  return JSON.parse(JSON.stringify(input), hide) as Record<string, unknown>;
}
