import { type ActionContext, action, databasesOf } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { publishAct } from "../../../mixins/ops/acts.ts";
import { atHome, merged } from "../../../mixins/shards/across.ts";
import type { ActionParams } from "../../contracts.ts";
import { findApps, mergeApps, storesOn } from "../apps-on-shards.ts";
import { fail } from "../auth.errors.ts";
import { assertNetworks } from "../auth.rules.ts";
import { params } from "../auth.schema.ts";
import { type AppRow, findApp } from "../auth.store.ts";
import { newClientSecret } from "../secrets.ts";
import * as store from "../store/apps.ts";

// For operators only: the command line and the operations surface.

/** Lists apps with their stores, and when each was last used and revoked. */
export const listApps = action(
  "auth.listApps",
  params.listApps,
  async (filter, { db }) => ({ apps: await store.listApps(db, filter) }),
  merged(mergeApps),
);

/**
 * Gives an app a new secret, and returns it this once; the one before stays good for `grace_seconds`. A retry makes
 * another secret, because the first was lost with its answer. Throws `app_not_found`.
 */
export const rotateSecret = action(
  "auth.rotateSecret",
  params.rotateSecret,
  async (request, context) => {
    const { client_id, grace_seconds, note, stores = [] } = request;
    const client_secret = newClientSecret();
    const ends = Date.now() + grace_seconds * 1_000;
    let isKnown = false;
    for (const own of databasesOf(context)) {
      const of = storesOn(context, own, stores);
      const isHere = await withOutbox(own, context, async ({ db, tx, publish }) => {
        if (!(await store.rotateSecret(db, tx, client_id, client_secret, ends))) return false;
        for (const each of of)
          publishAct(publish, { of: each, kind: "app", id: client_id, act: "rotate_secret", note });
        return true;
      });
      isKnown ||= isHere;
    }
    if (!isKnown) throw fail("app_not_found");
    return { client_id, client_secret, old_secret_ends_at: new Date(ends).toISOString() };
  },
  atHome,
);

/** Sets the networks that an app may call from; any when there are none. Throws `app_not_found`, `invalid_network`. */
export const setAppNetworks = action(
  "auth.setAppNetworks",
  params.setAppNetworks,
  async (request, context) => {
    const { client_id, networks, note, stores = [] } = request;
    assertNetworks(networks);
    let isKnown = false;
    for (const own of databasesOf(context)) {
      const here = storesOn(context, own, stores);
      const isHere = await withOutbox(own, context, async ({ db, tx, publish }) => {
        if (!(await store.setNetworks(db, tx, client_id, networks))) return false;
        for (const of of here)
          publishAct(publish, { of, kind: "app", id: client_id, act: "set_networks", note, after: { networks } });
        return true;
      });
      isKnown ||= isHere;
    }
    if (!isKnown) throw fail("app_not_found");
    return { client_id, networks };
  },
  atHome,
);

/** Ends an app: its secrets and tokens are good nowhere, 10 s later at most, and its webhooks end. Throws `app_not_found`. */
export const revokeApp = action(
  "auth.revokeApp",
  params.revokeApp,
  async (request, context) => {
    const { client_id } = request;
    const apps = await findApps(context, client_id);
    if (apps.length === 0) throw fail("app_not_found");
    for (const { db, app } of apps) await revokeOn(db, app, request, context);
    return { client_id, revoked: true };
  },
  atHome,
);

function revokeOn(own: Database, app: AppRow, request: ActionParams<"auth.revokeApp">, context: ActionContext) {
  return idempotent({ ...context, db: own }, request, async ({ db, tx, publish }) => {
    const { client_id, note } = request;
    const stores = storesOn(context, db, request.stores);
    await store.revokeApp(db, tx, app);
    const aggregate = { type: "app", id: client_id, version: 2 };
    const data = { client_id, before: { name: app.name }, after: null };
    for (const { store_id, tenant_id } of stores)
      publish({ name: "auth.app_revoked", store_id, tenant_id, aggregate, data });
    if (note !== undefined)
      for (const of of stores) publishAct(publish, { of, kind: "app", id: client_id, act: "revoke", note });
    return { client_id, revoked: true };
  });
}

/** Removes an app from one store. Throws `app_not_found`. */
export const uninstallApp = action("auth.uninstallApp", params.uninstallApp, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { client_id, store_id, tenant_id } = request;
    const app = await findApp(context.db, client_id);
    if (!app || !(await store.uninstallApp(context.db, tx, app, store_id))) throw fail("app_not_found");
    const aggregate = { type: "app", id: client_id, version: 2 };
    const data = { client_id, before: { name: app.name }, after: null };
    publish({ name: "auth.app_revoked", store_id, tenant_id, aggregate, data });
    return { client_id, store_id, uninstalled: true };
  }),
);
