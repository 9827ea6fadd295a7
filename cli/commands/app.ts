import { Command, InvalidArgumentError } from "commander";
import { ulid } from "ulid";
import type { AppScope } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { positive, positives, print, separated } from "./output.ts";

interface AppOptions {
  name: string;
  store: number[];
  scopes: AppScope[];
  networks?: string[];
}

/** `app create|update|list|rotate-secret|revoke|uninstall`: registers apps and ends them. */
export function appCommand(): Command {
  const create = new Command("create")
    .description("register an app and print its id and secret, the secret this once")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption(
      "--store <ids>",
      "store_id where it is installed; repeat it, or write several with commas",
      positives,
    )
    .requiredOption("--scopes <scopes>", 'such as "read:customers write:customers"', separated)
    .option("--networks <cidrs>", "the only networks that it may call from, such as 192.0.2.0/24", separated)
    .action(async (options: AppOptions) => print(await createApp(options)));
  const update = new Command("update")
    .argument("<client-id>")
    .description("change the networks that an app may call from")
    .requiredOption("--networks <cidrs>", 'such as "192.0.2.0/24 2001:db8::/48", or "any"', separated)
    .action(async (client_id: string, { networks }: { networks: string[] }) =>
      print(await setNetworks(client_id, networks)),
    );
  const list = new Command("list")
    .description("the apps, where they are installed, and when each was last used")
    .option("--store <id>", "only those of this store_id", positive)
    .action(async ({ store }: { store?: number }) => print(await listApps(store)));
  const rotate = new Command("rotate-secret")
    .argument("<client-id>")
    .description("print a new secret, this once; the one before stays good for a day")
    .option("--grace <hours>", "how long the one before stays good", hours, 24)
    .action(async (id: string, { grace }: { grace: number }) => print(await rotateSecret(id, grace)));
  const revoke = new Command("revoke")
    .argument("<client-id>")
    .description("end an app: its secrets and tokens are good nowhere")
    .action(async (id: string) => print(await revokeApp(id)));
  const uninstall = new Command("uninstall")
    .argument("<client-id>")
    .description("remove an app from one store")
    .requiredOption("--store <id>", "the store_id", positive)
    .action(async (id: string, { store }: { store: number }) => print(await uninstallApp(id, store)));
  const app = new Command("app").description("third-party apps that call the apps surface");
  for (const command of [create, update, list, rotate, revoke, uninstall]) app.addCommand(command);
  return app;
}

const iso = (time: number) => (time === 0 ? null : new Date(time).toISOString());

const listApps = (store_id?: number) =>
  useServices(["auth"], async ({ call }) => {
    const { apps } = await call("auth.listApps", store_id === undefined ? {} : { store_id });
    return apps.map(({ created_at, last_used_at, revoked_at, ...app }) => ({
      ...app,
      created_at: iso(created_at),
      last_used_at: iso(last_used_at),
      revoked_at: iso(revoked_at),
    }));
  });

const rotateSecret = (client_id: string, grace: number) =>
  useServices(["auth"], ({ call }) => call("auth.rotateSecret", { client_id, grace_seconds: grace * 3_600 }));

const setNetworks = (client_id: string, given: string[]) =>
  useServices(["auth"], ({ call }) =>
    call("auth.setAppNetworks", { client_id, networks: given.join() === "any" ? [] : given }),
  );

const revokeApp = (client_id: string) =>
  useServices(["stores", "auth"], async ({ call }) => {
    const { apps } = await call("auth.listApps", { client_id });
    const found = await Promise.all((apps[0]?.store_ids ?? []).map((store_id) => call("stores.get", { store_id })));
    const stores = found.map(({ store_id, tenant_id }) => ({ store_id, tenant_id }));
    return call("auth.revokeApp", { idempotency_key: `command-line:${ulid()}`, client_id, stores });
  });

const uninstallApp = (client_id: string, store_id: number) =>
  useServices(["stores", "auth"], async ({ call }) => {
    const { tenant_id } = await call("stores.get", { store_id });
    const idempotency_key = `command-line:${ulid()}`;
    return call("auth.uninstallApp", { idempotency_key, client_id, store_id, tenant_id });
  });

function hours(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 2_160)
    throw new InvalidArgumentError("It must be a whole number of hours, from 0 to 2160.");
  return number;
}

function createApp({ name, store, scopes, networks = [] }: AppOptions) {
  return useServices(["stores", "auth"], async (context) => {
    const store_ids = [...new Set(store)];
    const stores = await Promise.all(store_ids.map((store_id) => context.call("stores.get", { store_id })));
    return context.call("auth.createApp", {
      idempotency_key: `command-line:${ulid()}`,
      name,
      store_ids,
      tenant_ids: stores.map(({ tenant_id }) => tenant_id),
      scopes: [...new Set(scopes)],
      networks,
    });
  });
}
