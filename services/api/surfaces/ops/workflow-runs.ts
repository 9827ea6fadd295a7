import Joi from "joi";
import {
  type ListedWorkflowRun,
  type RunActName,
  type RunState,
  type RunStep,
  runActs,
  runStates,
  runStepStates,
  type WorkflowRunDetail,
} from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, flag, freeObject, id, list, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { given } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { actOf, type CursorQuery, cursorQuery, gathered, idOf, mayBeNoted, noteBody, noted, pageOf } from "./common.ts";

const tag = "Workflow runs";
const state = enumeration("RunState", runStates);
const example = "run_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ";

const run = shape<ListedWorkflowRun>("WorkflowRun").with({
  id: id(example),
  workflow: text("orchestra.cancelOrder"),
  store_id: count(22),
  state: oneOf(state, "stuck", "`stuck` waits for an operator; `undoing` takes back what was done."),
  subject: text("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", "What it concerns, such as an order."),
  error: textOrNull("refund_declined: The payment provider declined the refund."),
  attempts: count(1, "How often it was begun or taken up."),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:02.000Z"),
  ended_at: orNull(time("2025-06-15T10:30:02.000Z")).showing(null),
});

const step = shape<RunStep>("WorkflowStep").with({
  id: id("3", "Its place in the workflow."),
  name: text("Refund"),
  action: text("payments.refund"),
  state: oneOf(
    enumeration("WorkflowStepState", runStepStates),
    "refused",
    "`unknown`: it may or may not have been done.",
  ),
  began_at: orNull(time("2025-06-15T10:30:01.000Z"), "When it was first asked for."),
  duration_ms: orNull(count(120), "Until its outcome was known."),
  error: textOrNull("refund_declined: The payment provider declined the refund."),
});

const actor = shape<WorkflowRunDetail["actor"]>("ActorOfRun").with({ type: text("merchant"), id: text("user_1") });

const detail = shape<WorkflowRunDetail>("WorkflowRunDetail").with({
  ...run.fields,
  key: text("1Rj2…", "Its idempotency key."),
  version: count(1, "The version of the workflow that it began with."),
  request_id: textOrNull("req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  actor,
  committed: flag(true, "True once it has passed its point of no return."),
  input: orNull(
    freeObject({ order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD" }),
    "Without what is personal; null at the end.",
  ),
  steps: list(step, "In the order in which they were asked for."),
});

const acted = shape<{ id: string; act: RunActName; state: RunState }>("WorkflowRunAct").with({
  id: id(example),
  act: oneOf(enumeration("RunAct", runActs), "resume"),
  state: oneOf(state, "running"),
});

const pathSchema = idOf(example, "The run's id.");
const notFound: ErrorLine = [404, "run_not_found", "There is no such run."];
const errors: ErrorLine[] = [
  notFound,
  [409, "run_changed", "It is not stuck any more: `details` says what it is now."],
];
const stepErrors: ErrorLine[] = [...errors, [422, "step_not_waiting", "It has no such step to be retried or skipped."]];
const act = { tag, pathSchema, action: "orchestra.actOnRun", ...answers(acted) } as const;
const stepBody = () => Joi.string().max(191).required().example("3").description("The `id` of the step.");

interface ListQuery extends CursorQuery {
  state?: RunState;
  workflow?: string;
  subject?: string;
  key?: string;
}

const listRuns = endpoint({
  id: "opsListWorkflowRuns",
  method: "GET",
  path: "/workflow-runs",
  tag,
  summary: "List workflow runs",
  description: "The latest first. Runs that have ended are kept for 25 hours.",
  querySchema: cursorQuery<ListQuery>({
    state: state.schema,
    workflow: Joi.string().max(80).example("orchestra.cancelOrder"),
    subject: Joi.string().max(64).example("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("The order or other id."),
    key: Joi.string().max(191).example("1Rj2kYw0").description("The idempotency key of the run."),
  }),
  action: "orchestra.searchRuns",
  input: (request: { query: ListQuery }) => {
    const { state, workflow, subject, key } = request.query;
    return { ...pageOf(request), filter: given({ state, workflow, subject, key }) };
  },
  ...gathered(run),
  errors: [],
});

const getRun = endpoint({
  id: "opsGetWorkflowRun",
  method: "GET",
  path: "/workflow-runs/:id",
  tag,
  summary: "Get a workflow run",
  description: "With its steps, how long each took, and its input without what is personal.",
  pathSchema,
  action: "orchestra.describeRun",
  input: ({ path }) => path,
  ...answers(detail),
  errors: [notFound],
});

const resume = endpoint({
  id: "opsResumeWorkflowRun",
  method: "POST",
  path: "/workflow-runs/:id/resume",
  ...act,
  summary: "Resume a workflow run",
  description: "The step that was refused is tried again; steps that are done are not.",
  bodySchema: mayBeNoted,
  bodyExample: { note: "The provider has been told." },
  input: (request) => ({ ...actOf(request), act: "resume" as const }),
  errors,
});

const retry = endpoint({
  id: "opsRetryWorkflowRun",
  method: "POST",
  path: "/workflow-runs/:id/retry",
  ...act,
  summary: "Retry a workflow run from a step",
  description:
    "From this step on what is read is read anew, and what was refused or is unknown is asked again with the same keys; " +
    "changes that were made stay.",
  bodySchema: Joi.object<{ step: string; note?: string }>({ step: stepBody(), note: noteBody() }),
  bodyExample: { step: "3" },
  input: (request) => ({ ...actOf(request), act: "retry" as const }),
  errors: stepErrors,
});

const skip = endpoint({
  id: "opsSkipWorkflowStep",
  method: "POST",
  path: "/workflow-runs/:id/skip",
  ...act,
  summary: "Skip a step of a workflow run",
  description: "The step counts as done with the outcome that is given, and the run goes on.",
  bodySchema: Joi.object<{ step: string; note: string; outcome?: unknown }>({
    step: stepBody(),
    note: noteBody().required(),
    outcome: Joi.object()
      .unknown()
      .allow(null)
      .description("What the step would have answered, where a later one needs it."),
  }),
  bodyExample: { step: "3", note: "Refunded in the provider's own console." },
  input: (request) => ({ ...actOf(request), act: "skip" as const }),
  errors: stepErrors,
});

const resolve = endpoint({
  id: "opsResolveWorkflowRun",
  method: "POST",
  path: "/workflow-runs/:id/resolve",
  ...act,
  summary: "Resolve a workflow run by hand",
  description: "It ends as failed: somebody has put right what it left. A request with its key is told so.",
  bodySchema: noted,
  bodyExample: { note: "The order was cancelled and refunded by hand." },
  input: (request) => ({ ...actOf(request), act: "resolve" as const }),
  errors,
});

/** Operations: runs of workflows. */
export const workflowRuns = [listRuns, getRun, resume, retry, skip, resolve];
