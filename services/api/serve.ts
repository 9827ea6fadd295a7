import type { ServerResponse } from "node:http";
import type { Service } from "moleculer";
import { callerOf } from "../../mixins/actions/action.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Call } from "../contracts.ts";
import { authenticate, nobody, type Principal } from "./authenticate.ts";
import { assertAllowed, assertStoreOpened, noStore, storeNamed, storeOf } from "./authorize.ts";
import { readBody } from "./body.ts";
import { type Answer, type Endpoint, type Request, type SurfaceTable, usualDeadlineMs } from "./endpoint.ts";
import { errorBody, refuse, toFailure, withoutValues } from "./errors.ts";
import { assertConditions, expectedVersions, isUnchanged, takesIfMatch } from "./etag.ts";
import { ipOf } from "./headers.ts";
import { type KeyInUse, keyOf, takeKey, takesKey } from "./idempotency.ts";
import { type Quota, takeFrom } from "./rate-limit.ts";
import { startStream, write } from "./respond.ts";
import { validate } from "./validate.ts";
import type { WebRequest } from "./web-request.ts";

export type { WebRequest } from "./web-request.ts";

type AskedRequest = Request<never, never, never>;

/** Serves a request of one endpoint, whatever it says: the client always gets an answer, and in time. */
export async function serve(surface: SurfaceTable, endpoint: Endpoint, request: WebRequest, response: ServerResponse) {
  try {
    const answer = await inTime(answerTo(surface, endpoint, request, response), deadlineOf(endpoint));
    if (answer) write(request, response, answer);
  } catch (error) {
    write(request, response, failed(error, endpoint, request));
  }
}

const deadlineOf = ({ deadlineMs }: Endpoint) => deadlineMs ?? usualDeadlineMs;

// Credential, permission, form, existence and state, in this order (contract §1).
async function answerTo(
  surface: SurfaceTable,
  endpoint: Endpoint,
  request: WebRequest,
  response: ServerResponse,
): Promise<Answer | undefined> {
  const { $ctx: ctx, $params: given } = request;
  const call = callerOf(ctx);
  const ip = ipOf(request);
  const open = opennessOf(endpoint, request);
  const principal = open ? nobody(surface.name, ip) : await authenticate(surface.name, request, call);
  ctx.meta.actor = principal.actor;
  const accessScope = open ? "all" : assertAllowed(endpoint, principal, given.params);
  if (open !== true) limit(response, await takeFrom(principal, given.params.domain_id ?? String(principal.store_id)));
  if (!endpoint.open) await assertStoreOpened(principal, call);
  const { domain_id: _domain, ...path } = given.params;
  assertConditions(endpoint, request.headers);
  const body = await readBody(endpoint, request, response);
  const parts = validate(endpoint, { path, query: given.query, body });
  // Anyone is many callers: what one of them keeps under a key is none of the others' business.
  const key = takesKey(endpoint) ? keyOf(request.headers["idempotency-key"]) : undefined;
  const store = await storeFor(open, principal, request, call);
  const asking = { request: summaryOf(request, parts.body), deadlineMs: deadlineOf(endpoint) };
  const taken = key === undefined ? undefined : await takeKey(principal, store.store_id, key, asking);
  if (taken && "answer" in taken) return replayed(taken.answer);
  const asked = {
    ...parts,
    principal,
    accessScope,
    ip,
    store,
    call,
    idempotency_key: taken?.action ?? (endpoint.method === "GET" ? "" : newId("req")),
    if_versions: takesIfMatch(endpoint) ? expectedVersions(request) : undefined,
    headers: request.headers,
  } as AskedRequest;
  if (endpoint.stream) {
    startStream(request, response);
    request.socket.setTimeout(0);
    endpoint.stream(asked, response).catch((error) => breakOff(error, endpoint, request, response));
    return undefined;
  }
  const answer = await runAndKeep(endpoint, asked, taken, request);
  const etag = answer.headers?.ETag;
  if (endpoint.method === "GET" && etag && isUnchanged(request, etag)) return { status: 304, headers: answer.headers };
  return answer;
}

const opennessOf = ({ open, knowsCaller }: Endpoint, { headers }: WebRequest): Endpoint["open"] =>
  knowsCaller && headers.authorization !== undefined ? false : open;

function storeFor(open: Endpoint["open"], principal: Principal, { headers, $params }: WebRequest, call: Call) {
  if (open === "store") return storeNamed(headers, call);
  return open ? noStore : storeOf(principal, $params.params, call);
}

async function runAndKeep(
  endpoint: Endpoint,
  asked: AskedRequest,
  key: KeyInUse | undefined,
  request: WebRequest,
): Promise<Answer> {
  const answer = await endpoint.run(asked).catch((error) => failed(error, endpoint, request));
  await key?.settle(isFinal(answer.status) ? answer : undefined);
  return request.$ctx.meta.$replayed ? replayed(answer) : answer;
}

// What was refused for its form or its caller, or could not be done at all, does not use a key up.
const isFinal = (status: number) => status < 500 && ![400, 401, 403, 429].includes(status);

const replayed = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, "Idempotency-Replayed": "true" },
});

const summaryOf = (request: WebRequest, body: unknown) =>
  `${request.method} ${request.originalUrl}\n${JSON.stringify(body ?? null)}`;

function failed(error: unknown, endpoint: Endpoint, request: WebRequest): Answer {
  const failure = toFailure(error);
  if (failure.status === 500)
    loggerOf(request).error({ request_id: request.$ctx.requestID, err: withoutValues(error) }, "request failed");
  const headers: Record<string, string> = failure.retryAfter ? { "Retry-After": String(failure.retryAfter) } : {};
  const own = endpoint.failure?.(failure);
  if (own) return { ...own, headers: { ...headers, ...own.headers } };
  if (failure.status === 401) headers["WWW-Authenticate"] = `Bearer error="${failure.code}"`;
  return { status: failure.status, headers, body: errorBody(failure, request.$ctx.requestID) };
}

// Half an answer has left already: cutting the connection is the only way left to say that it is not whole.
function breakOff(error: unknown, endpoint: Endpoint, request: WebRequest, response: ServerResponse): void {
  if (!response.headersSent) {
    write(request, response, failed(error, endpoint, request));
    return;
  }
  loggerOf(request).warn({ request_id: request.$ctx.requestID, error: String(error) }, "an export broke off");
  response.destroy();
}

const loggerOf = (request: WebRequest): Service["logger"] => request.$ctx.service?.logger as Service["logger"];

async function inTime<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject({ type: "REQUEST_TIMEOUT" }), deadlineMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function limit(response: ServerResponse, quota: Quota | undefined): void {
  if (!quota) return;
  response.setHeader("RateLimit-Limit", quota.limit);
  response.setHeader("RateLimit-Remaining", quota.remaining);
  response.setHeader("RateLimit-Reset", quota.reset);
  if (quota.retryAfter === undefined) return;
  response.setHeader("Retry-After", quota.retryAfter);
  refuse(429, "rate_limited", `Too many requests. Try again in ${quota.retryAfter} s.`);
}
