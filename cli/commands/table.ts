const widest = 60;

/** A result for people: a list of objects as a table, one object as lines of names and values. */
export function tableOf(result: unknown): string {
  if (Array.isArray(result)) return result.length === 0 ? "Nothing." : rowsOf(result.map(asRow));
  if (typeof result !== "object" || result === null) return String(result);
  const lists = Object.entries(result).filter(([, value]) => isListOfObjects(value));
  const lines = Object.entries(
    asRow(Object.fromEntries(Object.entries(result).filter(([, v]) => !isListOfObjects(v)))),
  );
  const width = Math.max(0, ...lines.map(([name]) => name.length));
  const head = lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...head, ...lists.map(([name, value]) => `\n${name}\n${tableOf(value)}`)].join("\n");
}

const isListOfObjects = (value: unknown) => Array.isArray(value) && value.some((each) => typeof each === "object");

function asRow(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return { value: String(value) };
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cell(each)]));
}

// Control characters of a payload must not reach the terminal.
function cell(value: unknown): string {
  const text = typeof value === "string" ? value : value === null || value === undefined ? "-" : JSON.stringify(value);
  return text.replace(/\p{Cc}+/gu, " ");
}

function rowsOf(rows: Record<string, string>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const short = (text = "") => (text.length > widest ? `${text.slice(0, widest - 1)}…` : text);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => short(row[name]).length)));
  const line = (cells: string[]) =>
    cells
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [
    line(names.map((name) => name.toUpperCase())),
    ...rows.map((row) => line(names.map((name) => short(row[name])))),
  ].join("\n");
}
