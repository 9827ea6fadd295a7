import type { IncomingHttpHeaders } from "node:http";
import Joi from "joi";
import type { MessageStore, SessionClient, SignInProof, SignInStore, Store } from "../../../contracts.ts";
import { type Request, usualDeadlineMs } from "../../endpoint.ts";
import { type PageQuery, pagingOf } from "./pagination.ts";

/** An id in a request; the services know none that is longer. */
export const idOf = (example: string) => Joi.string().max(40).example(example);

/** The schema of a path with these ids, each with its example. */
export const pathOf = <Name extends string>(
  ids: Record<Name, string>,
  max = 40,
): Joi.ObjectSchema<Record<Name, string>> =>
  Joi.object(
    Object.fromEntries(
      Object.entries<string>(ids).map(([name, example]) => [name, Joi.string().max(max).required().example(example)]),
    ),
  );

/** Limits of a workflow: it may take as long as its request. */
export const workflow = { deadlineMs: usualDeadlineMs };

type Part<Name extends keyof Request<unknown, unknown, unknown>> = Pick<Request<unknown, unknown, unknown>, Name>;

/** Parameters of a read: the store, and the ids of the path under their own names. */
export const readOf = <Path>({ store, path }: Part<"store"> & { path: Path }) => ({
  store_id: store.store_id,
  ...path,
});

/** Parameters of a list: those of a read, and the page. */
export const listOf = <Path>(request: Part<"store"> & { path: Path; query: PageQuery }) => ({
  ...readOf(request),
  ...pagingOf(request.query, request.query.limit),
});

/** Parameters of a write: those of a read, and the key. */
export const writeOf = <Path>(request: Part<"store" | "idempotency_key"> & { path: Path }) => ({
  ...readOf(request),
  idempotency_key: request.idempotency_key,
});

/** Parameters of a write that `If-Match` can make conditional. */
export const conditionalWriteOf = <Path>(
  request: Part<"store" | "idempotency_key" | "if_versions"> & { path: Path },
) => ({ ...writeOf(request), if_versions: request.if_versions });

/** The store and the tenant of a request. */
export const tenantOf = ({ store: { store_id, tenant_id } }: Part<"store">) => ({ store_id, tenant_id });

/** The store of a request, and the customer who calls. */
export const callerOf = ({ store, principal }: Part<"store" | "principal">) => ({
  store_id: store.store_id,
  customer_id: principal.subject,
});

/** Parameters of a list of the calling customer's records. */
export const callersListOf = (request: Part<"store" | "principal"> & { query: PageQuery }) => ({
  ...callerOf(request),
  ...pagingOf(request.query, request.query.limit),
});

/** Parameters of a write of the calling customer's records. */
export const callersWriteOf = (request: Part<"store" | "principal" | "idempotency_key">) => ({
  ...callerOf(request),
  idempotency_key: request.idempotency_key,
});

/** The properties of a store that messages to customers need. */
export function messageStoreOf(store: Store): MessageStore {
  const { store_id, tenant_id, name, language, currency, currency_decimals, timezone } = store;
  return { store_id, tenant_id, name, language, currency, currency_decimals, timezone };
}

/** Where the page of a bank sends a payer back to. */
export const returnUrl = () =>
  Joi.string()
    .uri({ scheme: ["https", "http"] })
    .max(2_000)
    .description(
      "An `https` or `http` address that the page of a bank sends the payer back to; needed for payments by redirect.",
    );

/** The store of an order that is being paid for, with how long it waits for its payer. */
export const holdingStoreOf = (store: Store) => ({
  ...messageStoreOf(store),
  ...given({ payment_hold_minutes: store.settings.payment_hold_minutes }),
});

/** Whether a cancelled order gives its promotion back: unless the store decided otherwise. */
export const promotionKept = ({ settings }: Store) =>
  settings.release_promotion_on_cancel === false ? { keep_promotion: true } : {};

/** The properties of a store that sign-in and changes of addresses need. */
export const signInStoreOf = ({ store }: Part<"store">): SignInStore => ({
  ...messageStoreOf(store),
  country: store.country,
});

/** The client of a session. */
export const clientOf = ({ ip, headers }: Part<"ip" | "headers">): SessionClient => ({
  ip,
  user_agent: headers["user-agent"]?.slice(0, 255) ?? null,
  ...deviceTokenOf(headers),
});

function deviceTokenOf({ "x-device-token": device_token }: IncomingHttpHeaders): { device_token?: string } {
  return typeof device_token === "string" && /^sx_dev_[\w-]{1,100}$/.test(device_token) ? { device_token } : {};
}

/** Parameters of a change of a customer: what they sign in with changes only with proof. */
export const changeOf = <Body>(
  request: Part<"store" | "idempotency_key" | "if_versions" | "ip" | "headers"> & { body: Body },
) => ({
  store: signInStoreOf(request),
  changes: request.body,
  client: clientOf(request),
  idempotency_key: request.idempotency_key,
  if_versions: request.if_versions,
});

/** When the calling customer has shown who they are. */
export const signInOf = ({ principal: { session_id, signed_in_at } }: Part<"principal">): SignInProof =>
  session_id === undefined ? given({ signed_in_at }) : { session_id };

/** The same fields without those that are undefined. */
export const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;

type Given<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & { [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined> };
