import { answer, api, type Models } from "../api.ts";
import { type Loaded, Missing, Trouble, useLoaded } from "../load.tsx";
import { ago } from "../words.tsx";

/** How long a run may be under way before it is shown as one that waits for something. */
const soonMs = 10_000;
const everyMs = 3_000;
const atMost = 200;

/** What needs somebody, at a glance: whatever of it is known, also while the rest does not answer. */
export function Overview() {
  const queues = useLoaded(() => answer(api.GET("/ops/v1/queues")), [], everyMs);
  const replicas = useLoaded(() => answer(api.GET("/ops/v1/replicas")), [], everyMs);
  const [stuck, running, undoing] = [useRuns("stuck"), useRuns("running"), useRuns("undoing")];
  const query = { state: "failed", limit: atMost } as const;
  const failed = useLoaded(() => answer(api.GET("/ops/v1/webhook-deliveries", { params: { query } })), [], everyMs);
  const services = queues.data?.data;
  const sum = (of: (queue: Models["ServiceQueues"]) => number) =>
    services?.reduce((total, queue) => total + of(queue), 0);
  const oldest = services?.flatMap(({ outbox_oldest_at }) => outbox_oldest_at ?? []).sort()[0] ?? null;
  const slow =
    running.data && undoing.data ? [...running.data.data, ...undoing.data.data].filter(isSlow).length : undefined;
  return (
    <>
      <Trouble of={[queues, replicas, stuck, running, undoing, failed]} />
      <Missing services={queues.data?.unavailable ?? []} />
      <ul className="cards" aria-label="What needs somebody">
        <Card
          href="#processes"
          title="Silent processes"
          count={replicas.data?.data.filter(isSilent).length}
          note="do not answer"
        />
        <Card href="#runs?state=stuck" title="Stuck runs" count={countOf(stuck)} note="wait for somebody" />
        <Card
          href={`#runs?state=${undoing.data?.data.some(isSlow) && !running.data?.data.some(isSlow) ? "undoing" : "running"}`}
          title="Slow runs"
          count={slow}
          tone="warm"
          note="for 10 s or more; they go on by themselves"
        />
        <Card
          href="#dead-letters"
          title="Dead letters"
          count={sum(({ dead_letters }) => dead_letters)}
          note="events that failed"
        />
        <Card href="#deliveries?state=failed" title="Failed deliveries" count={countOf(failed)} note="of webhooks" />
        <Card
          href="#jobs"
          title="Failing jobs"
          count={sum(({ jobs }) => jobs.filter((job) => job.failing).length)}
          note="are tried again"
        />
        <Card
          href="#queues"
          title="Events to be published"
          count={sum(({ outbox_waiting }) => outbox_waiting)}
          tone="calm"
          note={oldest ? `the oldest for ${ago(oldest)}` : "wait for the bus"}
        />
      </ul>
    </>
  );
}

const useRuns = (state: "stuck" | "running" | "undoing") =>
  useLoaded(
    () => answer(api.GET("/ops/v1/workflow-runs", { params: { query: { state, limit: atMost } } })),
    [state],
    everyMs,
  );

const isSlow = ({ created_at }: Models["WorkflowRun"]) => Date.now() - Date.parse(created_at) > soonMs;

const isSilent = ({ available, replaced, services }: Models["Replica"]) =>
  available ? services.some(({ state }) => state !== "ok") : !replaced;

const countOf = ({ data }: Loaded<{ data: unknown[] }>) => data?.data.length;

interface OnCard {
  href: string;
  title: string;
  /** Undefined while it is not known. */
  count: number | undefined;
  note: string;
  /** Whether somebody is needed when there are any (`alarm`), or soon (`warm`). */
  tone?: "alarm" | "warm" | "calm";
}

function Card({ href, title, count, note, tone = "alarm" }: OnCard) {
  const isFine = count === 0 || count === undefined;
  return (
    <li>
      <a href={href} className={isFine ? "card" : `card ${tone}`}>
        <span className="count">{count === undefined ? "…" : count >= atMost ? `${atMost}+` : count}</span>
        <span>{title}</span>
        <small>{count === 0 ? "fine" : note}</small>
      </a>
    </li>
  );
}
