import { findById, operateRun, type RunAct, type RunRecord, searchRuns } from "@seller-orchestra/durable";
import { type ActionContext, action } from "../../../../mixins/actions/action.ts";
import { idempotent } from "../../../../mixins/actions/idempotent.ts";
import { storeOf } from "../../../../mixins/db/store.ts";
import { wakeAfter } from "../../../../mixins/jobs/poller.ts";
import { publishAct } from "../../../../mixins/ops/acts.ts";
import { found } from "../../../../mixins/shards/across.ts";
import { newestFirst } from "../../../../mixins/shards/pages.ts";
import type { ActionParams } from "../../../contracts.ts";
import { fail } from "../../orchestra.errors.ts";
import { opsParams } from "../../schemas/ops.ts";
import { listed, toDetail } from "./run-shapes.ts";

/** A page of runs, the latest first. Throws `invalid_cursor`. */
export const searchWorkflowRuns = action(
  "orchestra.searchRuns",
  opsParams.searchRuns,
  async (request, { db }) => {
    const { cursor, limit, filter } = request;
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw fail("invalid_cursor");
    const before = cursor === undefined ? {} : { before: Number(cursor) };
    const runs = await searchRuns(storeOf(db), { ...filter, ...before }, limit + 1);
    const last = runs.length > limit ? runs[limit - 1] : undefined;
    return { items: runs.slice(0, limit).map(listed), next_cursor: last ? String(last.place) : null };
  },
  newestFirst(({ created_at }) => created_at),
);

/** A run with its steps; its input without what is personal. Throws `run_not_found`. */
export const describeRun = action(
  "orchestra.describeRun",
  opsParams.describeRun,
  async ({ id }, { db }) => {
    const run = await findById(storeOf(db), id);
    if (!run) throw fail("run_not_found");
    return toDetail(run);
  },
  found("run_not_found"),
);

/** Acts on a run that is stuck. Throws `run_not_found`, `run_changed`, `step_not_waiting`. */
export const actOnRun = action("orchestra.actOnRun", opsParams.actOnRun, operate, found("run_not_found"));

function operate(request: ActionParams<"orchestra.actOnRun">, context: ActionContext) {
  const { id, act, step, note } = request;
  return idempotent(context, request, async ({ db, tx, publish }) => {
    const run = await operateRun(storeOf(db), tx, id, actOf(request));
    if ("refused" in run) throw refusalOf(run);
    wakeAfter(tx, `${db.service}.takeOver`);
    const after = { workflow: run.workflow, subject: run.subject, ...(step === undefined ? {} : { step }) };
    const before = { state: "stuck", error: run.error?.type ?? null };
    publishAct(publish, { of: storeOfRun(run), kind: "workflow_run", id, act, note, before, after });
    return { id, act, state: act === "resolve" ? ("failed" as const) : ("running" as const) };
  });
}

function actOf({ act, step = "", outcome, note = "" }: ActionParams<"orchestra.actOnRun">): RunAct {
  if (act === "retry") return { act, step };
  if (act === "skip") return { act, step, outcome: outcome ?? null };
  return act === "resolve" ? { act, note } : { act };
}

function refusalOf(refusal: { refused: string; state?: string }): Error {
  if (refusal.refused === "not_found") return fail("run_not_found");
  if (refusal.refused === "step") return fail("step_not_waiting");
  return fail("run_changed", [{ path: "state", message: refusal.state ?? "" }]);
}

// The input of a stuck run names the store, mostly with its tenant.
function storeOfRun({ tags, input }: RunRecord) {
  const { store, tenant_id } = (input ?? {}) as { store?: { tenant_id?: string }; tenant_id?: string };
  return { store_id: Number(tags.store_id), tenant_id: store?.tenant_id ?? tenant_id ?? "" };
}
