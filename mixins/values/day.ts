const hourMs = 3_600_000;

/** The first moment of a calendar day (`2026-12-31`) in a time zone, in epoch milliseconds. */
export function startOfDay(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const near = midnight - offsetAt(midnight, timeZone);
  const byOffsetAt = (at: number) => midnight - offsetAt(at, timeZone);
  const [before, after] = [byOffsetAt(near - 3 * hourMs), byOffsetAt(near + 3 * hourMs)];
  const isMidnight = (at: number) => at + offsetAt(at, timeZone) === midnight;
  // Clocks that go back show midnight twice, and the first counts. Those that skip it begin the day when they do: at
  // midnight by the offset of before.
  return isMidnight(before) || !isMidnight(after) ? before : after;
}

/** The moment at which a calendar day is over in a time zone: the first of the next one. */
export const endOfDay = (day: string, timeZone: string): number =>
  startOfDay(new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hourMs).toISOString().slice(0, 10), timeZone);

// What the clocks of a zone show at a time, less UTC, in milliseconds.
function offsetAt(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const [year = 0, month = 1, day, hour, minute, second] = fields.map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

const fields = ["year", "month", "day", "hour", "minute", "second"] as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = "numeric" as const;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    calendar: "gregory",
    numberingSystem: "latn",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(timeZone, format);
  return format;
}
