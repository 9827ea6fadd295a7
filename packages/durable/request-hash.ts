import { createHash } from "node:crypto";

/** A request as it is compared with the first one of its key. */
export interface RequestHash {
  /** What is recorded. */
  hash: string;
  /** Whether a recorded digest is of the same request; computed only for a key that was used before. */
  matches(recorded: string): boolean;
}

/**
 * The digest of a request. Objects are equal in whatever order their fields come; the release before compared and
 * recorded them as they came.
 */
export function requestHash(name: string, request: object): RequestHash {
  const hash = digestOf(`${name}\n${canonicalJson(request)}`);
  const matches = (recorded: string) =>
    recorded === hash || recorded === digestOf(`${name}\n${JSON.stringify(request)}`);
  return { hash, matches };
}

const digestOf = (text: string) => createHash("sha256").update(text).digest("base64");

/** A value as RFC 8785 writes it: the fields of objects in the order of their UTF-16 code units, without white space. */
export const canonicalJson = (value: unknown): string => written(value) ?? "null";

function written(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return written(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  const parts = fields.flatMap(([name, part]) => {
    const text = written(part);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${parts.join(",")}}`;
}
