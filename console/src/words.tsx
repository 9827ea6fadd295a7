import { Fragment } from "react";

const good = new Set(["ok", "completed", "delivered", "enabled", "done", "replayed"]);
const bad = new Set(["stuck", "failed", "unavailable", "refused", "failing", "silent"]);
const warm = new Set(["waiting", "undoing", "pending", "paused", "replaying", "unknown", "undone"]);

/** A state, told by its word (or other words) and by its colour. */
export function State({ of, words = of }: { of: string; words?: string }) {
  const tone = good.has(of) ? "good" : bad.has(of) ? "bad" : warm.has(of) ? "warm" : "plain";
  return <span className={`state ${tone}`}>{words}</span>;
}

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A name in code, which breaks before its capitals and behind its points, and nowhere else. */
export function Name({ of }: { of: string }) {
  const parts = of.split(/(?=[A-Z])|(?<=[._/-])/);
  return (
    <span className="name">
      {parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name never change places.
        <Fragment key={place}>
          {place > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

/** A moment, in the reader's own time. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <>–</>;
  return (
    <time dateTime={at} title={at}>
      {clock.format(new Date(at))}
    </time>
  );
}

/** For how long something has been so. */
export function ago(at: string | null): string {
  if (at === null) return "–";
  return lasting(Date.now() - Date.parse(at));
}

/** So many milliseconds in the unit that fits. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** A value as text, whatever it holds: never as a page. */
export function Payload({ of, label }: { of: unknown; label: string }) {
  const text = typeof of === "string" ? of : JSON.stringify(of, null, 2);
  return (
    <section aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}
