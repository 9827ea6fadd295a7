import type { Database } from "../../mixins/database.ts";
import { knownScopes } from "./auth.rules.ts";
import { findApp, insertApp, insertInstalls, listInstalls } from "./auth.store.ts";

const client_id = "sx_app_demo";

/** The demo's app, in both of its stores, with a secret that everybody knows. */
export async function demoApp(db: Database): Promise<void> {
  const known = await findApp(db, client_id);
  const appId = known?.id ?? (await insertApp(db, { client_id, client_secret: "sx_secret_demo", name: "Demo App" }));
  const installed = await listInstalls(db, appId);
  const missing = [22, 23].filter((store) => !installed.some(({ store_id }) => store_id === store));
  await insertInstalls(
    db,
    appId,
    missing.map((store_id) => ({ store_id, scopes: knownScopes })),
  );
}
