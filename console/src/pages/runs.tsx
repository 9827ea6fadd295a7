import { Act, Look } from "../act.tsx";
import { ActOnAll } from "../act-on-all.tsx";
import { answer, api, type Models } from "../api.ts";
import { Filters, useFilters } from "../filters.tsx";
import { List } from "../list.tsx";
import { Show, useLoaded } from "../load.tsx";
import { meaningOf } from "../run-states.ts";
import { ago, Name, Payload, State, When } from "../words.tsx";

type Run = Models["WorkflowRun"];
type Detailed = Models["WorkflowRunDetail"];
type Step = Models["WorkflowStep"];

const states = ["stuck", "running", "undoing", "waiting", "failed", "completed"];

/** Runs of workflows. */
export function Runs() {
  const query = useFilters("state", "workflow", "subject", "key");
  return (
    <>
      <Filters
        filters={[
          { name: "state", label: "State", values: states },
          { name: "workflow", label: "Workflow" },
          { name: "subject", label: "Order or other id" },
          { name: "key", label: "Key" },
        ]}
      />
      <List<Run>
        label="Workflow runs"
        depends={[query]}
        everyMs={5_000}
        ask={(cursor) => answer(api.GET("/ops/v1/workflow-runs", { params: { query: { ...query, cursor } } }))}
        keyOf={({ id }) => id}
        empty="No runs."
        above={(runs, reload) => (
          <ActOnAll
            verb="Resume"
            what="stuck runs"
            items={runs.filter(({ state }) => state === "stuck")}
            keyOf={({ id }) => id}
            act={({ id }, note) => resume(id, note)}
            onDone={reload}
          />
        )}
        columns={[
          [
            "Run",
            ({ id }, reload) => (
              <Look label={`…${id.slice(-8)}`} title={`Run ${id}`} onClosed={reload}>
                {() => <Detail id={id} />}
              </Look>
            ),
          ],
          ["Workflow", ({ workflow }) => <Name of={workflow.replace("orchestra.", "")} />],
          ["State", ({ state }) => <State of={state} />],
          ["Concerns", ({ subject }) => subject],
          ["Store", ({ store_id }) => store_id],
          ["Error", ({ error }) => <span className="clip">{error ?? "–"}</span>],
          ["Began", ({ created_at }) => <When at={created_at} />],
        ]}
      />
    </>
  );
}

function Detail({ id }: { id: string }) {
  const run = useLoaded(() => answer(api.GET("/ops/v1/workflow-runs/{id}", { params: { path: { id } } })), [id], 3_000);
  return (
    <Show of={run}>
      {(shown) => (
        <>
          <p>
            <State of={shown.state} /> {shown.workflow} for {shown.subject}, by {shown.actor.type} {shown.actor.id}
            {shown.attempts > 1 ? `, taken up ${shown.attempts} times` : ""}
            {shown.committed ? ", past its point of no return" : ""},{" "}
            <a href={`#events?store_id=${shown.store_id}&entity_id=${shown.id}`}>acts on it</a>
          </p>
          <p>{meaningOf(shown)}</p>
          {shown.error ? <Payload of={shown.error} label="Error" /> : null}
          {shown.state === "stuck" ? <Acts run={shown} onDone={run.reload} /> : null}
          <h3>Steps</h3>
          <Steps run={shown} />
          <h3>Input</h3>
          <Payload of={shown.input} label="Input" />
        </>
      )}
    </Show>
  );
}

const noted = (note: string) => (note ? { note } : {});

const resume = (id: string, note: string) =>
  answer(api.POST("/ops/v1/workflow-runs/{id}/resume", { params: { path: { id } }, body: noted(note) }));

function Acts({ run, onDone }: { run: Detailed; onDone: () => void }) {
  const params = { path: { id: run.id } };
  const step = (
    <label>
      Step
      <select name="step" defaultValue={run.steps.find(({ state }) => state === "refused" || state === "unknown")?.id}>
        {run.steps.map(({ id, name }) => (
          <option key={id} value={id}>
            {id} {name}
          </option>
        ))}
      </select>
    </label>
  );
  const stepOf = (form: FormData) => String(form.get("step"));
  return (
    <p className="buttons">
      <Act
        label="Resume"
        title="Resume the run where it stopped"
        needsNote={false}
        act={(note) => resume(run.id, note)}
        onDone={onDone}
      />
      <Act
        label="Retry from a step"
        title="Retry the run from a step"
        needsNote={false}
        act={(note, form) =>
          answer(api.POST("/ops/v1/workflow-runs/{id}/retry", { params, body: { step: stepOf(form), ...noted(note) } }))
        }
        onDone={onDone}
      >
        {step}
      </Act>
      <Act
        label="Skip a step"
        title="Skip a step of the run"
        act={(note, form) => {
          const text = String(form.get("outcome") ?? "").trim();
          const outcome = text ? { outcome: JSON.parse(text) } : {};
          return answer(
            api.POST("/ops/v1/workflow-runs/{id}/skip", { params, body: { step: stepOf(form), note, ...outcome } }),
          );
        }}
        onDone={onDone}
      >
        {step}
        <label>
          What it would have answered (JSON, where a later step needs it)
          <textarea name="outcome" rows={4} spellCheck={false} />
        </label>
      </Act>
      <Act
        label="Resolve by hand"
        title="End the run: you have put right what it left"
        danger
        act={(note) => answer(api.POST("/ops/v1/workflow-runs/{id}/resolve", { params, body: { note } }))}
        onDone={onDone}
      />
    </p>
  );
}

function Steps({ run: { steps } }: { run: Detailed }) {
  const longest = Math.max(1, ...steps.map(({ duration_ms }) => duration_ms ?? 0));
  return (
    <ol className="steps">
      {steps.map(({ id, name, action, state, began_at, duration_ms, error }) => (
        <li key={id}>
          <State of={state} words={state === "unknown" ? "no answer yet" : state} /> <strong>{name}</strong>{" "}
          <small>
            <Name of={action} />
          </small>
          <span className="took">{tookOf({ state, began_at, duration_ms })}</span>
          <meter min={0} max={longest} value={duration_ms ?? 0} aria-label={`How long ${name} took`} />
          {error ? <span className="error">{error}</span> : null}
        </li>
      ))}
    </ol>
  );
}

function tookOf({ state, began_at, duration_ms }: Pick<Step, "state" | "began_at" | "duration_ms">): string {
  if (duration_ms !== null) return `${duration_ms} ms`;
  return state === "unknown" ? `asked ${ago(began_at)} ago` : "–";
}
