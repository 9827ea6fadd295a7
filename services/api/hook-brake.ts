import type { ServerResponse } from "node:http";
import { count } from "../../config/metrics.ts";
import { networkOf } from "../../mixins/values/networks.ts";
import { type Bucket, fill, waitFor } from "./http/bucket.ts";
import { ipOf } from "./http/headers.ts";
import { tooMany } from "./http/rate-limit.ts";
import type { WebRequest } from "./http/web-request.ts";

// What posts cost that are refused: about a millisecond of processors a unit, so 0.2 s at once and 0.2 % of one after that.
const refusedPosts: Bucket = { size: 200, perSecond: 2 };
const bytesPerUnit = 32 * 1024;
// A network that a provider's own message came from lately is not braked: nobody else has its secret.
const genuine: Bucket = { size: 1, perSecond: 1 / (30 * 86_400) };

/** Counts what became of a provider's message. */
export const countHook = (provider: string, result: string) =>
  count("provider_hooks", "Messages of payment providers, by what became of them.", { provider, result });

/**
 * Receives a message, unless its network has sent too many that were refused: then it is not even read. `RATE_LIMIT` does
 * not lift it. A message that was taken, and not one that is sent a second time, shows that a network is a provider's.
 * Throws `rate_limited`.
 */
export async function braking<Answer extends { fresh?: boolean }>(
  request: WebRequest,
  response: ServerResponse,
  { provider, mostBytes }: { provider: string; mostBytes: number },
  receive: () => Promise<Answer>,
): Promise<Answer> {
  const { network } = networkOf(ipOf(request));
  const keys = { refused: `hooks:refused:${network}`, genuine: `hooks:genuine:${network}` };
  const [level, known] = await Promise.all([fill(refusedPosts, keys.refused, 0), fill(genuine, keys.genuine, 0)]);
  const wait = known > 0 ? 0 : waitFor(refusedPosts, level, refusedPosts.size);
  if (wait > 0) {
    countHook(provider, "braked");
    tooMany(wait, response);
  }
  try {
    const answer = await receive();
    if (answer.fresh) await fill(genuine, keys.genuine, 1, 1);
    return answer;
  } catch (error) {
    if (isRefusal(error)) await fill(refusedPosts, keys.refused, costOf(request, mostBytes), 2 * refusedPosts.size);
    throw error;
  }
}

const isRefusal = (error: unknown) => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "number" && code >= 400 && code < 500;
};

// A message of unknown length may have been as long as any.
const costOf = ({ headers }: WebRequest, mostBytes: number) =>
  1 + Math.min(mostBytes, Number(headers["content-length"] ?? mostBytes)) / bytesPerUnit;
