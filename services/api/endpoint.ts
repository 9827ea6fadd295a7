import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { ObjectSchema, Schema } from "joi";
import type { ActionName, ActionParams, ActionResult, Call, Store } from "../contracts.ts";
import type { Failure } from "./errors.ts";
import type { AccessScope, Principal, SurfaceName } from "./http/principal.ts";
import type { Permission } from "./surfaces/commerce/roles.ts";

/** What a request says, each part of it in the form that its schema asks for. */
export interface Parts {
  path: unknown;
  query: unknown;
  body: unknown;
}

/** A request whose caller is known and whose form is right. */
export interface Request<Path, Query, Body> {
  path: Path;
  query: Query;
  body: Body;
  principal: Principal;
  /** Whose records the caller may touch here: with `own` only those of the customer who `principal.subject` is. */
  accessScope: AccessScope;
  store: Store;
  /** The key that this request's writes carry, so that asking again changes nothing more. */
  idempotency_key: string;
  /** The versions that `If-Match` takes. */
  if_versions?: number[];
  call: Call;
  headers: IncomingHttpHeaders;
  /** The address that the request came from. */
  ip: string;
}

/** An answer before it is written. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error that an endpoint may answer beside the common ones: status, code, when. */
export type ErrorLine = readonly [status: number, code: string, when: string];

/** One endpoint: its route, its checks and its documentation all come from this table. */
export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the surface's prefix, with `:name` for parameters. */
  path: string;
  id: string;
  /** The one action that it calls; an endpoint with a handler of its own has none. */
  action?: ActionName;
  summary: string;
  description?: string;
  tag: string;
  /** What the caller must be allowed, where the surface knows such a thing. */
  scope?: string;
  /** What a role must be allowed, on the commerce surface. */
  permission?: Permission;
  /** The path parameter that names a customer: it must be the caller, unless the caller reaches everybody. */
  owner?: string;
  /** True for what anyone may call; `store` when it is about a store, which `X-Store-Id` names. */
  open?: boolean | "store";
  /** True for what is open and yet knows a caller who shows a token: it is then about that caller and their store. */
  knowsCaller?: boolean;
  /** True when what is sent or answered may be kept nowhere: no `Idempotency-Key` is then understood. */
  secret?: boolean;
  pathSchema?: ObjectSchema;
  querySchema?: ObjectSchema;
  bodySchema?: ObjectSchema;
  /** True when the body is a form with a picture in its field `file`. */
  upload?: boolean;
  /** Media types of the body, JSON unless told. */
  bodyTypes?: string[];
  bodyExample?: unknown;
  status: number;
  answerSchema?: Schema;
  answerExample?: unknown;
  /** The media type of the answer when it is not JSON. */
  answerType?: string;
  /** Headers of the answer beside the usual ones, and what each says. */
  answerHeaders?: Record<string, string>;
  /** True when the answer carries an ETag; a read then understands `If-None-Match`. */
  versioned?: boolean;
  /**
   * For a write of one record: the read whose ETag `If-Match` is compared with, or `version` where the tag is the
   * version alone.
   */
  ifMatch?: Endpoint | "version";
  /** How long it may be worked on, in milliseconds; told, its one call may take almost all of that. */
  deadlineMs?: number;
  errors: ErrorLine[];
  run(request: Request<never, never, never>): Promise<Answer>;
  /** Writes the answer itself, piece by piece. */
  stream?(request: Request<never, never, never>, response: ServerResponse): Promise<void>;
  /** Turns a failure into this endpoint's own form of it. */
  failure?(failure: Failure): Answer;
}

interface Routed<Path, Query, Body>
  extends Omit<Endpoint, "run" | "action" | "pathSchema" | "querySchema" | "bodySchema" | "status"> {
  pathSchema?: ObjectSchema<Path>;
  querySchema?: ObjectSchema<Query>;
  bodySchema?: ObjectSchema<Body>;
  status?: number;
}

interface Calling<Name extends ActionName, Path, Query, Body> extends Routed<Path, Query, Body> {
  action: Name;
  input(request: Request<Path, Query, Body>): ActionParams<Name>;
  /** The body of the answer; absent for 204. */
  output?(result: ActionResult<Name>, request: Request<Path, Query, Body>): unknown;
  etag?(result: ActionResult<Name>, request: Request<Path, Query, Body>): string;
  headers?(result: ActionResult<Name>): Record<string, string>;
  location?(result: ActionResult<Name>, request: Request<Path, Query, Body>): string;
}

/** No request is worked on longer than this, unless its endpoint says so. */
export const usualDeadlineMs = 10_000;

/** How long a request of an endpoint may be worked on, in milliseconds. */
export const deadlineOf = ({ deadlineMs }: Pick<Endpoint, "deadlineMs">): number => deadlineMs ?? usualDeadlineMs;

// A call ends so long before its request does: what became of it is then told as an answer.
const marginMs = 500;

/** Defines an endpoint that calls one action: `input` makes its parameters, `output` the surface's shape of its result. */
export function endpoint<Name extends ActionName, Path, Query, Body>(
  definition: Calling<Name, Path, Query, Body>,
): Endpoint {
  const { action, input, output, etag, headers: told, location, ...described } = definition;
  const stepTimeout = described.deadlineMs === undefined ? undefined : { timeout: described.deadlineMs - marginMs };
  return {
    ...described,
    action,
    status: described.status ?? 200,
    versioned: described.versioned ?? etag !== undefined,
    answerHeaders: { ...(location ? { Location: "The path of what was created." } : {}), ...described.answerHeaders },
    async run(request: Request<Path, Query, Body>) {
      const result = await request.call(action, input(request), stepTimeout);
      const headers = { ...told?.(result) };
      if (etag) headers.ETag = etag(result, request);
      if (location) headers.Location = location(result, request);
      return { status: described.status ?? 200, headers, body: await output?.(result, request) };
    },
  };
}

/** Defines an endpoint with a handler of its own, where calling one action is not what it does. */
export function customEndpoint<Path, Query, Body>(
  definition: Routed<Path, Query, Body> & {
    run?(request: Request<Path, Query, Body>): Promise<Answer>;
    stream?(request: Request<Path, Query, Body>, response: ServerResponse): Promise<void>;
  },
): Endpoint {
  const status = definition.status ?? 200;
  return { run: async () => ({ status }), ...definition, status } as Endpoint;
}

/** How the callers of a surface are known. */
export interface Credentials {
  /** Reads what a caller shows: texts that together nobody else has. Throws `invalid_token`. */
  read(headers: IncomingHttpHeaders): string[];
  /** Finds out whose it is. Throws `invalid_token`. */
  verify(credential: string[], call: Call): Promise<Principal>;
  /** What is checked with each request, also for a credential that is known. */
  recheck?(principal: Principal, headers: IncomingHttpHeaders, call: Call): Promise<Principal> | Principal;
}

/** What OpenAPI says of a surface's credentials. */
export interface SecurityScheme {
  schemes: Record<string, object>;
  /** Any one of these opens an endpoint. */
  requirements(scope?: string): Record<string, string[]>[];
}

/** The endpoints of one surface, and what it does in its own way. */
export interface SurfaceTable {
  name: SurfaceName;
  title: string;
  description: string;
  prefix: string;
  /** Other prefixes under which the same endpoints are. */
  alsoAt?: string[];
  credentials: Credentials;
  securityScheme: SecurityScheme;
  /** Whose records a caller may touch at an endpoint. Throws `forbidden`, `insufficient_scope`. */
  accessOf(endpoint: Endpoint, principal: Principal, path: Record<string, string>): AccessScope;
  /** Where some callers may go to another store than their credential's: what `X-Store-Id` then names. */
  storeHeader?: string;
  /** Errors that any of its endpoints may answer beside those of all surfaces. */
  errors: ErrorLine[];
  endpoints: Endpoint[];
}
