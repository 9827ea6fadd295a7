import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { ObjectSchema, Schema } from "joi";
import type { ActionName, ActionParams, ActionResult, Call, Store } from "../contracts.ts";
import type { Failure } from "./errors.ts";
import type { AccessScope, Principal, SurfaceName } from "./http/principal.ts";
import type { Permission } from "./surfaces/commerce/roles.ts";

/** The parts of a request, each as its schema converts it. */
export interface Parts {
  path: unknown;
  query: unknown;
  body: unknown;
}

/** A request that is authenticated, authorized and validated. */
export interface Request<Path, Query, Body> {
  path: Path;
  query: Query;
  body: Body;
  principal: Principal;
  /** Whose records the caller may touch: with `own` only those of the customer `principal.subject`. */
  accessScope: AccessScope;
  store: Store;
  /** The idempotency key of this request's writes: a repeated request has no second effect. */
  idempotency_key: string;
  /** The versions that `If-Match` accepts. */
  if_versions?: number[];
  call: Call;
  headers: IncomingHttpHeaders;
  ip: string;
}

/** A response before it is written. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error of an endpoint beside the common ones: status, code, when. */
export type ErrorLine = readonly [status: number, code: string, when: string];

/** One endpoint: its route, its checks and its documentation are all derived from this table. */
export interface Endpoint {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the surface's prefix, with `:name` for parameters. */
  path: string;
  id: string;
  /** The one action that it calls; absent with a custom handler. */
  action?: ActionName;
  summary: string;
  description?: string;
  tag: string;
  /** The OAuth scope that the caller needs, on the apps surface. */
  scope?: string;
  /** The permission that a role of the caller needs, on the commerce surface. */
  permission?: Permission;
  /** The path parameter with a customer id: it must be the caller's own, unless the access scope is `all`. */
  owner?: string;
  /** Whether a credential is needed: `required` by default. With `optional`, a token makes the request its holder's. */
  auth?: "none" | "optional" | "required";
  /** True for what a customer reaches who has yet to set up the second factor that their store requires. */
  whileEnrolling?: boolean;
  /** True when a request without a credential is about the store that `X-Store-Id` names. */
  storeByHeader?: boolean;
  /** True when it charges a card: too many declined ones are waited for. */
  charges?: boolean;
  /** True when neither request nor response may be stored: `Idempotency-Key` is then ignored. */
  secret?: boolean;
  pathSchema?: ObjectSchema;
  querySchema?: ObjectSchema;
  bodySchema?: ObjectSchema;
  /** True when the body is a form with a picture in its field `file`. */
  upload?: boolean;
  /** True when the body is a CSV file, which the endpoint reads while it comes. */
  csv?: boolean;
  /** Media types of the body, JSON by default. */
  bodyTypes?: string[];
  bodyExample?: unknown;
  status: number;
  answerSchema?: Schema;
  answerExample?: unknown;
  /** The media type of the answer when it is not JSON. */
  answerType?: string;
  /** Headers of the answer beside the usual ones, each with its description. */
  answerHeaders?: Record<string, string>;
  /** True when the answer carries an ETag; a read then supports `If-None-Match`. */
  versioned?: boolean;
  /**
   * For a write of one record: the read whose ETag `If-Match` is compared with, or `version` where the tag is the
   * version alone. Absent: `If-Match` is refused.
   */
  ifMatch?: Endpoint | "version";
  /** Deadline of a request in milliseconds; when given, its action may take almost all of it. */
  deadlineMs?: number;
  errors: ErrorLine[];
  run(request: Request<never, never, never>): Promise<Answer>;
  /** Streams the answer. */
  stream?(request: Request<never, never, never>, response: ServerResponse): Promise<void>;
  /** Converts a failure into this endpoint's own error format. */
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

/** True when every request of an endpoint needs a credential. */
export const needsCredential = ({ auth = "required" }: Pick<Endpoint, "auth">): boolean => auth === "required";

/** The deadline of an endpoint's requests unless it has its own, and of one endpoint's, in milliseconds. */
export const usualDeadlineMs = 10_000;
export const deadlineOf = ({ deadlineMs }: Pick<Endpoint, "deadlineMs">): number => deadlineMs ?? usualDeadlineMs;
// An action times out this long before its request: the client then still receives the action's error.
const marginMs = 500;

/** Defines an endpoint that calls one action: `input` makes its parameters, `output` the answer of its result. */
export function endpoint<Name extends ActionName, Path, Query, Body>(
  definition: Calling<Name, Path, Query, Body>,
): Endpoint {
  const { action, input, output, etag, headers: ownHeaders, location, ...described } = definition;
  const stepTimeout = described.deadlineMs === undefined ? undefined : { timeout: described.deadlineMs - marginMs };
  return {
    ...described,
    action,
    status: described.status ?? 200,
    versioned: described.versioned ?? etag !== undefined,
    answerHeaders: { ...(location ? { Location: "The path of what was created." } : {}), ...described.answerHeaders },
    async run(request: Request<Path, Query, Body>) {
      const result = await request.call(action, input(request), stepTimeout);
      const headers = { ...ownHeaders?.(result) };
      if (etag) headers.ETag = etag(result, request);
      if (location) headers.Location = location(result, request);
      return { status: described.status ?? 200, headers, body: await output?.(result, request) };
    },
  };
}

/** Defines an endpoint with a custom handler, for what a single action call cannot do. */
export function customEndpoint<Path, Query, Body>(
  definition: Routed<Path, Query, Body> & {
    run?(request: Request<Path, Query, Body>): Promise<Answer>;
    stream?(request: Request<Path, Query, Body>, response: ServerResponse): Promise<void>;
  },
): Endpoint {
  const status = definition.status ?? 200;
  return { run: async () => ({ status }), ...definition, status } as Endpoint;
}

/** Authentication of a surface's callers. */
export interface Credentials {
  /** Reads the credential from the headers: texts that together are unique to it. Throws `invalid_token`. */
  read(headers: IncomingHttpHeaders): string[];
  /** Verifies a credential. Throws `invalid_token`. */
  verify(credential: string[], call: Call): Promise<Principal>;
  /** Checks that run on every request, also for a cached credential. */
  recheck?(principal: Principal, headers: IncomingHttpHeaders, call: Call): Promise<Principal> | Principal;
}

/** A surface's credentials in OpenAPI. */
export interface SecurityScheme {
  schemes: Record<string, object>;
  /** Alternatives: any one of them is sufficient. */
  requirements(scope?: string): Record<string, string[]>[];
}

/** The endpoints of one surface, and its own rules. */
export interface SurfaceTable {
  name: SurfaceName;
  title: string;
  description: string;
  prefix: string;
  /** Other prefixes of the same endpoints. */
  alsoAt?: string[];
  credentials: Credentials;
  securityScheme: SecurityScheme;
  /** Authorizes a caller at an endpoint. Throws `forbidden`, `insufficient_scope`. */
  accessOf(endpoint: Endpoint, principal: Principal, path: Record<string, string>): AccessScope;
  /** Description of `X-Store-Id`, where some callers may name another store than their credential's. */
  storeHeader?: string;
  withoutStore?: true;
  /** Errors of all its endpoints, beside those of all surfaces. */
  errors: ErrorLine[];
  endpoints: Endpoint[];
  webhooks?: { topics: readonly string[]; tag: string };
}
