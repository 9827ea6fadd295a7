import type { Answer, Endpoint, Request } from "../endpoint.ts";
import { refuseFields, toFailure } from "../errors.ts";
import { assertWholeTag, isUnchanged, takesIfMatch } from "../etag.ts";
import type { Exchange } from "./exchange.ts";

/** Stage: refuses a write whose condition nothing would be compared with. Throws `validation_error`. */
export function conditions({ endpoint, request: { headers } }: Exchange): void {
  if (endpoint.method === "GET") return;
  const odd = [
    ...(headers["if-match"] !== undefined && !takesIfMatch(endpoint) ? ["If-Match"] : []),
    ...(headers["if-none-match"] !== undefined ? ["If-None-Match"] : []),
  ];
  if (odd.length > 0) refuseFields(odd.map((path) => ({ path, message: `"${path}" is not understood here` })));
}

/**
 * Checks the tags of `If-Match` against what the record's own read shows now. What is not there has no tag: the write
 * itself says so. Throws `version_mismatch`.
 */
export async function assertCurrent({ ifMatch }: Endpoint, asked: Request<never, never, never>, tags: string[]) {
  if (!ifMatch || ifMatch === "version") return;
  const reading = { ...asked, query: {}, body: undefined } as unknown as Request<never, never, never>;
  const shown = await ifMatch.run(reading).catch((error) => {
    if (toFailure(error).status !== 404) throw error;
  });
  if (shown?.headers?.ETag) assertWholeTag(tags, shown.headers.ETag);
}

/** Stage: gives the answer, or tells a reader who has it already that nothing changed. */
export function answer({ endpoint, request, answer }: Exchange): Answer | undefined {
  const etag = answer?.headers?.ETag;
  if (endpoint.method !== "GET" || !etag || !isUnchanged(request.headers, etag)) return answer;
  return { status: 304, headers: answer.headers };
}
