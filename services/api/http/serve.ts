import type { ServerResponse } from "node:http";
import { withDeadline } from "@seller-orchestra/durable";
import { type Answer, deadlineOf, type Endpoint, type SurfaceTable } from "../endpoint.ts";
import { remember } from "./access-log.ts";
import { authenticate } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { read } from "./body.ts";
import { answer, conditions } from "./conditions.ts";
import { begin, type Exchange, type Stage } from "./exchange.ts";
import { failed } from "./failed.ts";
import { readKey, takeKey } from "./idempotency.ts";
import { links } from "./links.ts";
import { limit } from "./rate-limit.ts";
import { write } from "./respond.ts";
import { run } from "./run.ts";
import { checkNamedStore, findStore } from "./store.ts";
import { checkForm } from "./validate.ts";
import type { WebRequest } from "./web-request.ts";

/**
 * The stages of a request, in the order of contract §1: credential, permission, form, existence and state. A stage
 * refuses by throwing; the first that returns an answer ends the request.
 */
const stages: Stage[] = [
  authenticate,
  authorize,
  limit,
  checkNamedStore,
  conditions,
  read,
  checkForm,
  readKey,
  findStore,
  takeKey,
  run,
  links,
  answer,
];

/** Serves a request of one endpoint: the client always gets an answer within the deadline. */
export async function serve(surface: SurfaceTable, endpoint: Endpoint, request: WebRequest, response: ServerResponse) {
  try {
    const exchange = begin(surface, endpoint, request, response);
    remember(exchange);
    const answered = await withDeadline(answerTo(exchange), deadlineOf(endpoint), () => ({ type: "REQUEST_TIMEOUT" }));
    if (answered) write(request, response, answered);
  } catch (error) {
    write(request, response, failed(error, endpoint, request));
  }
}

async function answerTo(exchange: Exchange): Promise<Answer | undefined> {
  for (const stage of stages) {
    const ended = await stage(exchange);
    if (ended) return ended;
  }
  return undefined;
}
