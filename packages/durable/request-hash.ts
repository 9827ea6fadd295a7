import { createHash } from "node:crypto";

/** The digests of a request: the one to record, then the one that the release before recorded. */
export type RequestHashes = readonly [hash: string, before: string];

/**
 * The digests by which a request is compared with the first one of its key. Objects are equal in whatever order their
 * fields come; the release before compared them as they came.
 */
export const requestHashes = (name: string, request: object): RequestHashes => [
  digestOf(`${name}\n${canonicalJson(request)}`),
  digestOf(`${name}\n${JSON.stringify(request)}`),
];

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
