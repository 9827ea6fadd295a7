import { answer, api } from "../api.ts";
import { Missing, Show, useLoaded } from "../load.tsx";
import { ago } from "../words.tsx";

/** What needs somebody, at a glance. */
export function Overview() {
  const queues = useLoaded(() => answer(api.GET("/ops/v1/queues")), [], 3_000);
  const replicas = useLoaded(() => answer(api.GET("/ops/v1/replicas")), [], 3_000);
  const stuck = useLoaded(
    () => answer(api.GET("/ops/v1/workflow-runs", { params: { query: { state: "stuck", limit: 200 } } })),
    [],
    3_000,
  );
  const failed = useLoaded(
    () => answer(api.GET("/ops/v1/webhook-deliveries", { params: { query: { state: "failed", limit: 200 } } })),
    [],
    5_000,
  );
  return (
    <Show of={queues}>
      {({ data, unavailable }) => {
        const letters = data.reduce((sum, { dead_letters }) => sum + dead_letters, 0);
        const waiting = data.reduce((sum, { outbox_waiting }) => sum + outbox_waiting, 0);
        const oldest = data.flatMap(({ outbox_oldest_at }) => outbox_oldest_at ?? []).sort()[0] ?? null;
        const failing = data.flatMap(({ jobs }) => jobs).filter((job) => job.failing);
        const silent = (replicas.data?.data ?? []).filter(
          ({ available, services }) => !available || services.some(({ state }) => state !== "ok"),
        );
        return (
          <>
            <Missing services={unavailable} />
            <ul className="cards" aria-label="What needs somebody">
              <Card href="#runs?state=stuck" title="Stuck runs" count={countOf(stuck.data?.data)} />
              <Card href="#dead-letters" title="Dead letters" count={String(letters)} />
              <Card href="#processes" title="Silent processes" count={replicas.data ? String(silent.length) : "…"} />
              <Card href="#deliveries?state=failed" title="Failed deliveries" count={countOf(failed.data?.data)} />
              <Card href="#jobs" title="Failing jobs" count={String(failing.length)} />
              <Card
                href="#queues"
                title="Events to be published"
                count={String(waiting)}
                calm
                note={oldest ? `oldest ${ago(oldest)}` : ""}
              />
            </ul>
          </>
        );
      }}
    </Show>
  );
}

const countOf = (rows: unknown[] | undefined) =>
  rows === undefined ? "…" : rows.length >= 200 ? "200+" : String(rows.length);

interface OnCard {
  href: string;
  title: string;
  count: string;
  note?: string;
  calm?: boolean;
}

function Card({ href, title, count, note = "", calm = false }: OnCard) {
  const isFine = count === "0" || calm;
  return (
    <li>
      <a href={href} className={isFine ? "card" : "card alarm"}>
        <span className="count">{count}</span>
        <span>{title}</span>
        <small>{note || (isFine ? "fine" : "needs somebody")}</small>
      </a>
    </li>
  );
}
