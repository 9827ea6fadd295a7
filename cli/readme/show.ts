/** What of an answer a sample shows: all of it (`true`), or these fields, each with what is shown of it. */
export type Shown = true | { [field: string]: Shown };

/** The fields that a list such as `data.id data.email pagination` names; those of a list's items are named once. */
export function shownOf(paths: string): Shown {
  const names = paths.split(/\s+/).filter((path) => path !== "");
  if (names.length === 0) return true;
  const firsts = Map.groupBy(names, (name) => name.split(".")[0] ?? "");
  return Object.fromEntries(
    [...firsts].map(([first, all]) => {
      const rest = all.map((name) => name.slice(first.length + 1));
      return [first, rest.includes("") ? true : shownOf(rest.join(" "))];
    }),
  );
}

const width = 118;

/** A value as the README shows it: some fields to a line, and `…` for those that are left out. Throws for an unknown field. */
export function show(value: unknown, shown: Shown = true): string {
  const lines = [""];
  for (const piece of pieces(value, shown)) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + piece.length > width) lines.push(`  ${piece.trimStart()}`);
    else lines[lines.length - 1] = last + piece;
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

// What is not broken over two lines: a field with its comma.
function pieces(value: unknown, shown: Shown): string[] {
  if (Array.isArray(value))
    return between(
      "[",
      value.map((item) => pieces(item, shown)),
      "]",
    );
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  const kept = shown === true ? Object.keys(value) : Object.keys(shown);
  const fields = kept.map((name) => {
    if (!(name in value)) throw new Error(`The answer has no field "${name}": ${JSON.stringify(value).slice(0, 500)}`);
    const [first = "", ...rest] = pieces(
      value[name as keyof typeof value],
      shown === true ? true : (shown[name] ?? true),
    );
    return [`${JSON.stringify(name)}:${first}`, ...rest];
  });
  const isWhole = kept.length === Object.keys(value).length;
  return between("{", isWhole ? fields : [...fields, [" …"]], "}");
}

function between(open: string, items: string[][], close: string): string[] {
  const joined = items.flatMap((item, index) =>
    index === items.length - 1 ? item : [...item.slice(0, -1), `${item.at(-1)},`],
  );
  if (joined.length === 0) return [open + close];
  joined[0] = open + joined[0];
  joined[joined.length - 1] += close;
  return joined;
}
