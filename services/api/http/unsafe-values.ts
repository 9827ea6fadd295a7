/** Where a JSON value says what could not be kept as it is said. */
export interface OddParts {
  /** Where a text or a name is no Unicode text: `"\ud800"` is half of a character, for which a database keeps another. */
  half?: string;
  /** Where fields are named `__proto__`, which a copy would take for something else and pass over. */
  unsafe: string[];
}

const mostUnsafe = 50;

/** Looks at every part of a value. However deep it is, the stack is not. */
export function findUnsafeValues(value: unknown): OddParts {
  const found: OddParts = { unsafe: [] };
  const parts: [path: string, value: unknown][] = [["", value]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [path, inner] = part;
    if (typeof inner === "string" && !inner.isWellFormed()) found.half ??= path;
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, each] of Object.entries(inner)) {
      const below = path === "" ? name : `${path}.${name}`;
      if (!name.isWellFormed()) found.half ??= below;
      if (name === "__proto__" && found.unsafe.length < mostUnsafe) found.unsafe.push(below);
      parts.push([below, each]);
    }
  }
  return found;
}
