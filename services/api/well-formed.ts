/**
 * Where in a JSON value a text or a name stands that is no Unicode text: `"\ud800"` is half of a character, and a
 * database would keep another in its place. Undefined when all are whole. However deep the value is, the stack is not.
 */
export function illFormedText(value: unknown): string | undefined {
  const parts: [path: string, value: unknown][] = [["", value]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [path, inner] = part;
    if (typeof inner === "string" && !inner.isWellFormed()) return path;
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, each] of Object.entries(inner)) {
      const below = path === "" ? name : `${path}.${name}`;
      if (!name.isWellFormed()) return below;
      parts.push([below, each]);
    }
  }
  return undefined;
}
