import type { Answer, Endpoint, Request } from "../endpoint.ts";
import { refuse, refuseFields, toFailure } from "../errors.ts";
import { assertWholeTag, isTagList, matchedTag, takesIfMatch } from "../etag.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Stage: refuses conditional headers that the endpoint does not support or that are malformed. Throws `validation_error`,
 * `version_mismatch`.
 */
export function conditions({ endpoint, request: { headers } }: Exchange): void {
  if (endpoint.method === "GET") return;
  const odd = [
    ...(headers["if-match"] !== undefined && !takesIfMatch(endpoint) ? ["If-Match"] : []),
    ...(headers["if-none-match"] !== undefined ? ["If-None-Match"] : []),
  ];
  if (odd.length > 0) refuseFields(odd.map((path) => ({ path, message: `"${path}" is not understood here` })));
  if (!isTagList(headers["if-match"])) refuse(412, "version_mismatch", unmatched);
}

// Nothing matches it (RFC 9110 §13.1.1).
const unmatched = 'The header If-Match must be the record\'s ETag with its quotes, such as "v3", or *.';

/**
 * Compares the tags of `If-Match` with the ETag of the record's read. A record that does not exist has none: the write
 * itself then fails. Throws `version_mismatch`.
 */
export async function assertCurrent({ ifMatch }: Endpoint, asked: Request<never, never, never>, tags: string[]) {
  if (!ifMatch || ifMatch === "version") return;
  const reading = { ...asked, query: {}, body: undefined } as unknown as Request<never, never, never>;
  const shown = await ifMatch.run(reading).catch((error) => {
    if (toFailure(error).status !== 404) throw error;
  });
  if (shown?.headers?.ETag) assertWholeTag(tags, shown.headers.ETag);
}

/** Stage: returns the answer, or 304 when `If-None-Match` matches its ETag. */
export function answer({ endpoint, request, answer }: Exchange): Answer | undefined {
  const etag = answer?.headers?.ETag;
  const ETag = endpoint.method === "GET" && etag ? matchedTag(request.headers, etag) : undefined;
  return ETag ? { status: 304, headers: { ...answer?.headers, ETag, Vary: "Accept-Encoding" } } : answer;
}
