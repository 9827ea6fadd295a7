import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { isError } from "../../mixins/actions/errors.ts";
import type { ActionParams } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { explain, positive, print } from "./output.ts";
import { given, timed } from "./pages.ts";

interface StoreOptions {
  name: string;
  tenant: string;
  currency: string;
  country: string;
  domain?: string;
  language?: string;
  timezone?: string;
  shard?: number;
}

const settingsHelp = `
Sections: payment_hold_minutes, return_window_days, release_promotion_on_cancel, segments, loyalty, sign_in.
Those that are not set are left out ({}: none is) and have their defaults. All of them: docs/settings.md`;

/** `store create`, `store list`, `store settings`, and `store check-currencies`, which finds stores with odd decimals. */
export function storeCommand(): Command {
  const create = new Command("create")
    .description("create a store and print it")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--tenant <id>", "whose it is: ten_…")
    .requiredOption("--currency <code>", "ISO 4217, such as BDT")
    .requiredOption("--country <code>", "ISO 3166, such as BD: how its phone numbers are read")
    .option("--domain <id>", "dom_… (a new one)")
    .option("--language <tag>", "such as en (en)")
    .option("--timezone <zone>", "IANA, such as Asia/Dhaka (UTC)")
    .option(
      "--shard <number>",
      "which database of SHARDS keeps it; 0 is DATABASE_URL (the one with the fewest)",
      Number,
    )
    .action(async (options: StoreOptions) => print(timed(await createStore(options))));
  const listing = new Command("list")
    .description("print all stores")
    .option("--tenant <id>", "only this one's: ten_…")
    .action(async ({ tenant }: { tenant?: string }) => print((await listStores(tenant)).map(timed)));
  const settings = new Command("settings")
    .description("print the settings of a store; with a file, set its sections first")
    .requiredOption("--store <id>", "store_id", positive)
    .argument("[file]", "JSON of the sections to change; null takes one back to its default")
    .addHelpText("after", settingsHelp)
    .action(async (file: string | undefined, { store }: { store: number }) =>
      print(await (file === undefined ? settingsOf(store) : setSettings(store, file))),
    );
  const check = new Command("check-currencies")
    .description(
      "compare the decimals of every store with ISO 4217 and with Stripe's; exits with 1 when one can be mended",
    )
    .option("--mend", "give stores that have no amounts yet the decimals of ISO 4217")
    .action(async ({ mend = false }: { mend?: boolean }) => {
      const { checkCurrencies } = await import("./store/check-currencies.ts");
      const result = await checkCurrencies(mend);
      print(result);
      if (result.found.some(({ state }) => state === "has no amounts yet")) process.exitCode = 1;
    });
  const command = new Command("store").description("a tenant's shops");
  for (const each of [create, listing, settings, check]) command.addCommand(each);
  return command;
}

const listStores = (tenant_id: string | undefined) =>
  useServices(["stores"], ({ call }) => call("stores.list", given({ tenant_id })));

type Settings = ActionParams<"stores.setSettings">["settings"];

async function settingsOf(store_id: number) {
  const store = await useServices(["stores"], (context) => context.call("stores.get", { store_id }));
  return store.settings;
}

async function setSettings(store_id: number, file: string) {
  const settings = readSettings(await readFile(file, "utf8"), file);
  const idempotency_key = newKey();
  const store = await useServices(["stores"], (context) =>
    context.call("stores.setSettings", { idempotency_key, store_id, settings }),
  ).catch(refuseContent);
  return store.settings;
}

// The usage is right, and the file is not.
function refuseContent(error: unknown): never {
  throw isError(error, "validation_error") ? new Error(explain(error)) : error;
}

// The action validates the content.
function readSettings(text: string, file: string): Settings {
  try {
    return JSON.parse(text) as Settings;
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
}

function createStore({ name, tenant, currency, country, domain, language, timezone, shard }: StoreOptions) {
  const given = { domain_id: domain, language, timezone, shard };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return useServices(["stores"], (context) =>
    context.call("stores.create", {
      idempotency_key: newKey(),
      name,
      tenant_id: tenant,
      currency: currency.toUpperCase(),
      country: country.toUpperCase(),
      ...chosen,
    }),
  );
}
