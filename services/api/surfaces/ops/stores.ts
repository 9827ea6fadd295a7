import Joi from "joi";
import { type ActionResult, type AppScope, appScopes, type Store } from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { answers } from "../shared/answers.ts";
import { count, id, list, orNull, text, time } from "../shared/fields.ts";
import { given } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { actOf, type CursorQuery, cursorQuery, gathered, noteBody, noted } from "./common.ts";

const tag = "Stores and apps";
const clientId = "sx_app_01JK7MZ3Q4N8T2V6X0Y1A5B9CY";

const store = shape<Store>("OperatedStore").with({
  store_id: count(22),
  domain_id: id("dom_demo"),
  tenant_id: id("ten_demo"),
  name: text("Demo Store"),
  currency: text("BDT"),
  country: text("BD"),
  timezone: text("Asia/Dhaka"),
  created_at: time("2025-06-15T10:30:00.000Z"),
});

type App = ActionResult<"auth.listApps">["apps"][number];
const moment = () => orNull(time("2025-06-15T10:30:00.000Z"));

const app = shape<App>("OperatedApp").with({
  client_id: id(clientId),
  name: text("Warehouse sync"),
  store_ids: list(count(22)),
  created_at: time("2025-06-15T10:30:00.000Z"),
  last_used_at: moment().from(({ last_used_at }: App) => last_used_at || null),
  revoked_at: moment().from(({ revoked_at }: App) => revoked_at || null),
});

const secret = text("sx_secret_…", "Shown only here: keep it.");
const created = shape<ActionResult<"orchestra.registerApp">>("CreatedApp").with({
  client_id: id(clientId),
  client_secret: secret,
});
const rotated = shape<ActionResult<"orchestra.rotateAppSecret">>("RotatedAppSecret").with({
  client_id: id(clientId),
  client_secret: secret,
  old_secret_ends_at: text("2025-06-16T10:30:00.000Z"),
});
const revoked = shape<ActionResult<"orchestra.revokeApp">>("RevokedApp").with({ client_id: id(clientId) });

const pathSchema = Joi.object<{ client_id: string }>({ client_id: Joi.string().max(64).required().example(clientId) });
const notFound: ErrorLine = [404, "app_not_found", "There is no such app, or it is revoked."];

const { output: storesOut, ...storesAnswer } = gathered(store);
const { output: appsOut, ...appsAnswer } = gathered(app);

const listStores = endpoint({
  id: "opsListStores",
  method: "GET",
  path: "/stores",
  tag,
  summary: "List stores",
  description: "All of them, by their ids.",
  querySchema: cursorQuery<CursorQuery & { tenant_id?: string }>({
    tenant_id: Joi.string().max(64).example("ten_demo"),
  }),
  action: "stores.list",
  input: ({ query }) => given({ tenant_id: query.tenant_id }),
  output: (items, request) => storesOut({ items, next_cursor: null }, request),
  ...storesAnswer,
  errors: [],
});

const listApps = endpoint({
  id: "opsListApps",
  method: "GET",
  path: "/apps",
  tag,
  summary: "List apps",
  description: "With the stores in which each is installed, and when it was last used.",
  querySchema: cursorQuery<CursorQuery & { store_id?: number }>({
    store_id: Joi.number().integer().min(1).max(999_999_999).example(22),
  }),
  action: "auth.listApps",
  input: ({ query }) => given({ store_id: query.store_id }),
  output: ({ apps }, request) => appsOut({ items: apps, next_cursor: null }, request),
  ...appsAnswer,
  errors: [],
});

const createApp = endpoint({
  id: "opsCreateApp",
  method: "POST",
  path: "/apps",
  tag,
  secret: true,
  summary: "Create an app",
  description: "Installed in the stores that are named. Its secret is in this answer alone.",
  bodySchema: Joi.object<{ name: string; store_ids: number[]; scopes: AppScope[]; note: string }>({
    name: Joi.string().max(255).required().example("Warehouse sync"),
    store_ids: Joi.array().items(Joi.number().integer().min(1).max(999_999_999)).min(1).max(100).unique().required(),
    scopes: Joi.array()
      .items(Joi.string().valid(...appScopes))
      .min(1)
      .max(appScopes.length)
      .unique()
      .required(),
    note: noteBody().required(),
  }),
  bodyExample: { name: "Warehouse sync", store_ids: [22], scopes: ["read:customers"], note: "The merchant asked." },
  status: 201,
  action: "orchestra.registerApp",
  input: ({ body, idempotency_key }) => ({ ...body, idempotency_key }),
  ...answers(created),
  errors: [[404, "store_not_found", "One of the stores does not exist."]],
});

const rotateSecret = endpoint({
  id: "opsRotateAppSecret",
  method: "POST",
  path: "/apps/:client_id/rotate-secret",
  tag,
  secret: true,
  summary: "Rotate the secret of an app",
  description: "The new one is in this answer alone; the one before stays good for the hours that are given.",
  pathSchema,
  bodySchema: Joi.object<{ grace_hours: number; note: string }>({
    grace_hours: Joi.number().integer().min(0).max(2_160).default(24).example(24),
    note: noteBody().required(),
  }),
  bodyExample: { grace_hours: 24, note: "The secret was in a log." },
  action: "orchestra.rotateAppSecret",
  input: ({ path, body: { grace_hours, note } }) => ({ ...path, grace_seconds: grace_hours * 3_600, note }),
  ...answers(rotated),
  errors: [notFound],
});

const revokeApp = endpoint({
  id: "opsRevokeApp",
  method: "POST",
  path: "/apps/:client_id/revoke",
  tag,
  summary: "Revoke an app",
  description: "Its secrets and tokens are good nowhere, ten seconds later at most.",
  pathSchema,
  bodySchema: noted,
  bodyExample: { note: "The merchant has left." },
  action: "orchestra.revokeApp",
  input: (request) => actOf(request),
  ...answers(revoked),
  errors: [notFound],
});

/** Operations: stores, apps and their keys. */
export const stores = [listStores, listApps, createApp, rotateSecret, revokeApp];
