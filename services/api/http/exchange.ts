import type { ServerResponse } from "node:http";
import { callerOf } from "../../../mixins/actions/action.ts";
import { networkOf } from "../../../mixins/values/networks.ts";
import type { Call, Store } from "../../contracts.ts";
import type { Answer, Endpoint, Parts, SurfaceTable } from "../endpoint.ts";
import { ipOf } from "./headers.ts";
import { noStore } from "./no-store.ts";
import { type AccessScope, anonymous, type Principal } from "./principal.ts";
import type { WebRequest } from "./web-request.ts";

/** The state of a request between the stages. */
export interface Exchange {
  readonly surface: SurfaceTable;
  readonly endpoint: Endpoint;
  readonly request: WebRequest;
  readonly response: ServerResponse;
  readonly call: Call;
  /** The client's IP address. */
  readonly ip: string;
  /** True when the endpoint serves this request without a credential. */
  readonly isAnonymous: boolean;
  principal: Principal;
  accessScope: AccessScope;
  parts: Parts;
  store: Store;
  /** The client's `Idempotency-Key`. */
  key?: string;
  taken?: KeyInUse;
  answer?: Answer;
}

/** The idempotency key that this request holds. */
export interface KeyInUse {
  action: string;
  /** True when the request was carried out before: its actions return their recorded results. */
  isDone: boolean;
  /** Stores the answer under the key, or without one releases the key. */
  settle(answer?: Answer): Promise<void>;
}

/** One step of serving a request: it extends the exchange, refuses by throwing, or ends the request with an answer. */
export type Stage = (exchange: Exchange) => Promise<Answer | undefined> | Promise<void> | Answer | undefined | void;

/** The exchange of a new request: not authenticated, not validated. */
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
    isAnonymous:
      endpoint.auth === "none" || (endpoint.auth === "optional" && request.headers.authorization === undefined),
    principal: anonymous(surface.name, networkOf(ip).network),
    accessScope: "own",
    parts: { path, query: request.$params.query, body: {} },
    store: noStore,
  };
  return exchange;
}
