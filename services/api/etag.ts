import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { failShared } from "../../mixins/actions/errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { plainTags } from "./http/coding.ts";

/** The ETag of a record: its version, and a digest of what is shown with it but is versioned apart from it. */
export function etagOf(version: number, beside: string | null = null): string {
  if (beside === null) return `"v${version}"`;
  return `"v${version}.${createHash("sha256").update(beside).digest("base64url").slice(0, 12)}"`;
}

/** True for a write of one record that has an ETag: `If-Match` is compared with it. */
export const takesIfMatch = ({ ifMatch }: Endpoint): boolean => ifMatch !== undefined;

/**
 * The tags of `If-Match`; undefined without the header and for `*`. Tags that no record of this API can have are left out.
 */
export function expectedTags({ ifMatch }: Endpoint, headers: IncomingHttpHeaders): string[] | undefined {
  const header = headers["if-match"];
  if (header === undefined || header.trim() === "*") return undefined;
  const tags = [...plainTags(header).matchAll(/(?:^|,)\s*("v\d{1,9}(?:\.[\w-]+)?")/g)].map(([, tag = ""]) => tag);
  return ifMatch === "version" ? tags.filter((tag) => !tag.includes(".")) : tags;
}

/** True for a header that is absent, `*`, or a list of entity tags (RFC 9110 §13.1.1), be they of this API or not. */
export const isTagList = (header = "*"): boolean =>
  header.trim() === "*" || (/"/.test(header) && /^[\s,]*$/.test(header.replace(/(?:W\/)?"[^"\s]*"/g, "")));

/** The versions in ETags; without any, a version that no record has. */
export function versionsIn(tags: string[]): number[] {
  const versions = tags.map((tag) => Number(/^"v(\d+)/.exec(tag)?.[1]));
  return versions.length > 0 ? versions : [-1];
}

/**
 * Refuses a tag of the current version whose digest is not the current one: what is shown beside the record changed.
 * Other versions pass: the service compares versions in the transaction of its change, after it has looked whether the
 * change was already made. Throws `version_mismatch`.
 */
export function assertWholeTag(expected: string[], current: string): void {
  const [version] = versionsIn([current]);
  if (!expected.includes(current) && versionsIn(expected).includes(version as number))
    throw failShared("version_mismatch");
}

/**
 * The tag of `If-None-Match` that is this ETag, of whatever coding: a store then knows which of its answers is still right.
 * Undefined when none is.
 */
export function matchedTag({ "if-none-match": header }: IncomingHttpHeaders, etag: string): string | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return etag;
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.find((tag) => plainTags(tag) === etag);
}
