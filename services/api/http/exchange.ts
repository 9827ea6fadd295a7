import type { ServerResponse } from "node:http";
import { callerOf } from "../../../mixins/actions/action.ts";
import type { Call, Store } from "../../contracts.ts";
import type { Answer, Endpoint, Parts, SurfaceTable } from "../endpoint.ts";
import { ipOf } from "./headers.ts";
import { noStore } from "./no-store.ts";
import { type AccessScope, nobody, type Principal } from "./principal.ts";

import type { WebRequest } from "./web-request.ts";

/** A request on its way through the stages: what is known of it so far. */
export interface Exchange {
  readonly surface: SurfaceTable;
  readonly endpoint: Endpoint;
  readonly request: WebRequest;
  readonly response: ServerResponse;
  readonly call: Call;
  /** The address that the request came from. */
  readonly ip: string;
  /** False when a credential is needed. */
  readonly open: Endpoint["open"];
  principal: Principal;
  accessScope: AccessScope;
  parts: Parts;
  store: Store;
  /** The client's `Idempotency-Key`. */
  key?: string;
  taken?: KeyInUse;
  answer?: Answer;
}

/** A client's key that this request has: what its answer is kept under, and the key that its actions carry. */
export interface KeyInUse {
  action: string;
  /** True when the request was carried out before: its actions give what they recorded. */
  isDone: boolean;
  /** Keeps the answer for the next time, or with none lets the key go. */
  settle(answer?: Answer): Promise<void>;
}

/** One step of serving a request: it adds to what is known, refuses by throwing, or ends it with an answer. */
export type Stage = (exchange: Exchange) => Promise<Answer | undefined> | Promise<void> | Answer | undefined | void;

/** What is known of a request when it comes: nothing of its caller, and its form as it was sent. */
export function begin(surface: SurfaceTable, endpoint: Endpoint, request: WebRequest, response: ServerResponse) {
  const ip = ipOf(request);
  const { domain_id: _domain, ...path } = request.$params.params;
  const exchange: Exchange = {
    surface,
    endpoint,
    request,
    response,
    call: callerOf(request.$ctx),
    ip,
    open: endpoint.knowsCaller && request.headers.authorization !== undefined ? false : endpoint.open,
    principal: nobody(surface.name, ip),
    accessScope: "own",
    parts: { path, query: request.$params.query, body: {} },
    store: noStore,
  };
  return exchange;
}
