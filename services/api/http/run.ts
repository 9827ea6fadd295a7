import type { ServerResponse } from "node:http";
import { newId } from "../../../mixins/values/ids.ts";
import { deadlineOf, type Endpoint, type Request } from "../endpoint.ts";
import { expectedTags, versionsIn } from "../etag.ts";
import { assertCurrent } from "./conditions.ts";
import { stalledMs } from "./connections.ts";
import { charging } from "./declines.ts";
import type { Exchange } from "./exchange.ts";
import { failed, loggerOf } from "./failed.ts";
import { replayed } from "./idempotency.ts";
import { mayBeOld, noteWrite } from "./recent-writes.ts";
import { startStream, write } from "./respond.ts";
import type { WebRequest } from "./web-request.ts";

type Asked = Request<never, never, never>;

/** Stage: runs the endpoint, and stores its answer under the client's key. */
export async function run(exchange: Exchange): Promise<void> {
  const { endpoint, request, taken } = exchange;
  const tags = expectedTags(endpoint, request.headers);
  const asked = askedOf(exchange, tags);
  if (await mayBeOld(exchange)) request.$ctx.meta.may_be_old = true;
  if (deadlineOf(endpoint) > stalledMs) request.socket.setTimeout(deadlineOf(endpoint) + stalledMs);
  if (endpoint.stream) {
    stream(endpoint.stream, asked, exchange);
    return;
  }
  const checked = tags && !taken?.isDone ? assertCurrent(endpoint, asked, tags) : Promise.resolve();
  const answered = () => endpoint.run(asked).catch((error) => failed(error, endpoint, request));
  const isCharging = endpoint.charges && !taken?.isDone;
  const answer = await checked
    .then(() => (isCharging ? charging(exchange, answered) : answered()))
    .catch((error) => failed(error, endpoint, request));
  await Promise.all([taken?.settle(isFinal(answer.status) ? answer : undefined), noteWrite(exchange)]);
  exchange.answer = request.$ctx.meta.$replayed ? replayed(answer) : answer;
}

function askedOf(exchange: Exchange, tags: string[] | undefined): Asked {
  const { endpoint, request, parts, principal, accessScope, ip, store, call, taken } = exchange;
  return {
    ...parts,
    principal,
    accessScope,
    ip,
    store,
    call,
    idempotency_key: taken?.action ?? (endpoint.method === "GET" ? "" : newId("req")),
    if_versions: tags && versionsIn(tags),
    headers: request.headers,
  } as Asked;
}

// A request that was refused for its form or its caller, or failed, does not use its key up.
const isFinal = (status: number) => status < 500 && ![400, 401, 403, 429].includes(status);

function stream(write: NonNullable<Endpoint["stream"]>, asked: Asked, { endpoint, request, response }: Exchange) {
  startStream(request, response);
  // Fires only when the client has taken nothing of what was written.
  request.socket.setTimeout(stalledMs);
  write(asked, response).catch((error) => abort(error, endpoint, request, response));
}

// After a part of the answer was sent, only closing the connection can signal the failure.
function abort(error: unknown, endpoint: Endpoint, request: WebRequest, response: ServerResponse): void {
  if (!response.headersSent) {
    write(request, response, failed(error, endpoint, request));
    return;
  }
  loggerOf(request).warn({ request_id: request.$ctx.requestID, error: String(error) }, "a streamed answer was aborted");
  response.destroy();
}
