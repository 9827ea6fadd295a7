import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Endpoint } from "./endpoint.ts";
import { refuseFields } from "./errors.ts";

/** The ETag of a record: its version, and a digest of what is shown with it but changes apart from it. */
export function etagOf(version: number, beside: string | null = null): string {
  if (beside === null) return `"v${version}"`;
  return `"v${version}.${createHash("sha256").update(beside).digest("base64url").slice(0, 12)}"`;
}

/** True for a write of one record that has an ETag: `If-Match` is compared with it. A POST that makes one has none yet. */
export const takesIfMatch = ({ method, versioned, takesIfMatch: told }: Endpoint): boolean =>
  versioned === true && method !== "GET" && (method !== "POST" || told === true);

/** Refuses a write whose condition nothing would be compared with. Throws `validation_error`. */
export function assertConditions(endpoint: Endpoint, headers: IncomingHttpHeaders): void {
  if (endpoint.method === "GET") return;
  const odd = [
    ...(headers["if-match"] !== undefined && !takesIfMatch(endpoint) ? ["If-Match"] : []),
    ...(headers["if-none-match"] !== undefined ? ["If-None-Match"] : []),
  ];
  if (odd.length > 0) refuseFields(odd.map((path) => ({ path, message: `"${path}" is not understood here` })));
}

/** The versions that `If-Match` takes; `*` takes any. A tag that is not ours matches no version. */
export function expectedVersions(request: IncomingMessage): number[] | undefined {
  const header = request.headers["if-match"];
  if (header === undefined || header.trim() === "*") return undefined;
  const versions = [...header.matchAll(/(?:^|,)\s*"v(\d{1,9})(?:\.[^"]*)?"/g)].map((match) => Number(match[1]));
  return versions.length > 0 ? versions : [-1];
}

/** True when the reader has this ETag already. */
export function isUnchanged(request: IncomingMessage, etag: string): boolean {
  const header = request.headers["if-none-match"];
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
