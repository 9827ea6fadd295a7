import { Command } from "commander";
import { ulid } from "ulid";
import type { AppScope } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { positives, print, scopes } from "./output.ts";

interface AppOptions {
  name: string;
  store: number[];
  scopes: AppScope[];
}

/** `app create`: registers an app, installs it in stores, and prints its id and secret, the secret this once. */
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
    .action(async (options: AppOptions) => print(await createApp(options)));
  return new Command("app").description("third-party apps that call the apps surface").addCommand(create);
}

function createApp({ name, store, scopes }: AppOptions) {
  return useServices(["stores", "auth"], async (context) => {
    const store_ids = [...new Set(store)];
    const stores = await Promise.all(store_ids.map((store_id) => context.call("stores.get", { store_id })));
    return context.call("auth.createApp", {
      idempotency_key: `command-line:${ulid()}`,
      name,
      store_ids,
      tenant_ids: stores.map(({ tenant_id }) => tenant_id),
      scopes: [...new Set(scopes)],
    });
  });
}
