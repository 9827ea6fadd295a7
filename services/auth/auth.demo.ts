import { demoUlid } from "../../demo-data/ids.ts";
import { demoStores } from "../../demo-data/stores.ts";
import { isError } from "../../mixins/actions/errors.ts";
import type { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { appScopes } from "../contracts.ts";
import { findApp, insertApp, insertInstalls, listInstalls } from "./auth.store.ts";
import { hashPassword } from "./passwords.ts";
import { findAccount, insertAccount } from "./store/accounts.ts";

const client_id = "sx_app_demo";

/** Inserts the demo's credentials: its app, and an account of the first customer of each store. */
export async function demoCredentials(db: Database): Promise<void> {
  await demoApp(db);
  for (const { store_id, tenant_id } of demoStores) {
    const owner = { store_id, customer_id: demoUlid("cust", store_id, 1) };
    if (await findAccount(db, owner)) continue;
    const password_hash = await hashPassword("demo password");
    // If the lease of the lock expired on a busy machine, another process may have inserted the account meanwhile.
    await transaction(db, (tx) => insertAccount(db, tx, owner, { tenant_id, password_hash })).catch((error) => {
      if (!isError(error, "account_exists")) throw error;
    });
  }
}

// Installed in both stores, with a secret that is public.
async function demoApp(db: Database): Promise<void> {
  const known = await findApp(db, client_id);
  const appId = known?.id ?? (await insertApp(db, { client_id, client_secret: "sx_secret_demo", name: "Demo App" }));
  const installed = await listInstalls(db, appId);
  const missing = demoStores.filter((store) => !installed.some(({ store_id }) => store_id === store.store_id));
  const installs = missing.map(({ store_id }) => ({ store_id, scopes: [...appScopes] }));
  await insertInstalls(db, appId, installs);
}
