/** What a walk over a JSON value found. */
export interface Findings {
  /** The first path of a text or a name that is not well-formed Unicode (`"\\ud800"`): a database would store another. */
  half?: string;
  /** Paths of fields named `__proto__`, which a copy of the object would lose. */
  unsafe: string[];
  /** True when a text is very long, or there are very many parts: then only the first error is reported. */
  isHuge: boolean;
  /** How many values there are, at every level. */
  parts: number;
}

const mostUnsafe = 50;
const longText = 10_000;
const manyParts = 10_000;

/** Walks over every part of a value, without recursion: a client decides how deep it is. */
export function findUnsafeValues(value: unknown): Findings {
  const found: Findings = { unsafe: [], isHuge: false, parts: 1 };
  const parts: [path: string, value: unknown][] = [["", value]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [path, inner] = part;
    if (typeof inner === "string") {
      if (!inner.isWellFormed()) found.half ??= path;
      if (inner.length > longText) found.isHuge = true;
    }
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, each] of Object.entries(inner)) {
      const below = path === "" ? name : `${path}.${name}`;
      if (!name.isWellFormed()) found.half ??= below;
      if (name === "__proto__" && found.unsafe.length < mostUnsafe) found.unsafe.push(below);
      parts.push([below, each]);
      found.parts++;
    }
  }
  if (found.parts > manyParts) found.isHuge = true;
  return found;
}
