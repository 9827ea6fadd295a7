import { Command, InvalidArgumentError } from "commander";
import type { AppScope } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { networks, positive, positives, print, scopes } from "./output.ts";
import { given, timed } from "./pages.ts";

interface Noted {
  note: string;
}

interface AppOptions extends Noted {
  name: string;
  store: number[];
  scopes: AppScope[];
  networks?: string[];
}

const note = ["--note <text>", "why, for the event log", "On the command line."] as const;

// The acts of the console: the stores of an app, and their tenants, are orchestra's to find.
const services = ["stores", "auth", "orchestra"];

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
    .requiredOption("--scopes <scopes>", 'such as "read:customers write:customers"', scopes)
    .option("--networks <cidrs>", "the only networks that it may call from, such as 192.0.2.0/24", networks)
    .option(...note)
    .action(async (options: AppOptions) => print(await createApp(options)));
  const update = new Command("update")
    .argument("<client-id>")
    .description("change the networks that an app may call from")
    .requiredOption("--networks <cidrs>", 'such as "192.0.2.0/24 2001:db8::/48", or "any"', networksOrAny)
    .option(...note)
    .action(async (client_id: string, { networks, note }: Noted & { networks: string[] }) =>
      print(await setNetworks(client_id, networks, note)),
    );
  const list = new Command("list")
    .description("the apps, where they are installed, and when each was last used")
    .option("--store <id>", "only those of this store_id", positive)
    .action(async ({ store }: { store?: number }) => print(await listApps(store)));
  const rotate = new Command("rotate-secret")
    .argument("<client-id>")
    .description("print a new secret, this once; the one before stays good for a day")
    .option("--grace <hours>", "how long the one before stays good", hours, 24)
    .option(...note)
    .action(async (id: string, { grace, note }: Noted & { grace: number }) =>
      print(await rotateSecret(id, grace, note)),
    );
  const revoke = new Command("revoke")
    .argument("<client-id>")
    .description("end an app: its secrets and tokens are good nowhere")
    .option(...note)
    .action(async (id: string, { note }: Noted) => print(await revokeApp(id, note)));
  const uninstall = new Command("uninstall")
    .argument("<client-id>")
    .description("remove an app from one store")
    .requiredOption("--store <id>", "the store_id", positive)
    .action(async (id: string, { store }: { store: number }) => print(await uninstallApp(id, store)));
  const app = new Command("app").description("third-party apps that call the apps surface");
  for (const command of [create, update, list, rotate, revoke, uninstall]) app.addCommand(command);
  return app;
}

const listApps = (store_id?: number) =>
  useServices(["auth"], async ({ call }) => {
    const { apps } = await call("auth.listApps", given({ store_id }));
    return apps.map((app) =>
      timed({ ...app, last_used_at: app.last_used_at || null, revoked_at: app.revoked_at || null }),
    );
  });

const rotateSecret = (client_id: string, grace: number, note: string) =>
  useServices(services, ({ call }) =>
    call("orchestra.rotateAppSecret", { client_id, grace_seconds: grace * 3_600, note }),
  );

const setNetworks = (client_id: string, cidrs: string[], note: string) =>
  useServices(services, ({ call }) => call("orchestra.setAppNetworks", { client_id, networks: cidrs, note }));

const revokeApp = (client_id: string, note: string) =>
  useServices(services, ({ call }) => call("orchestra.revokeApp", { idempotency_key: newKey(), client_id, note }));

const uninstallApp = (client_id: string, store_id: number) =>
  useServices(["stores", "auth"], async ({ call }) => {
    const { tenant_id } = await call("stores.get", { store_id });
    const idempotency_key = newKey();
    return call("auth.uninstallApp", { idempotency_key, client_id, store_id, tenant_id });
  });

const networksOrAny = (text: string): string[] => (text.trim() === "any" ? [] : networks(text));

function hours(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 2_160)
    throw new InvalidArgumentError("It must be a whole number of hours, from 0 to 2160.");
  return number;
}

function createApp({ name, store, scopes, networks = [], note }: AppOptions) {
  return useServices(services, ({ call }) =>
    call("orchestra.registerApp", {
      idempotency_key: newKey(),
      name,
      note,
      networks,
      store_ids: [...new Set(store)],
      scopes: [...new Set(scopes)],
    }),
  );
}
