import { Command } from "commander";
import { ulid } from "ulid";
import { useServices } from "./house.ts";
import { print } from "./output.ts";

interface StoreOptions {
  name: string;
  tenant: string;
  currency: string;
  country: string;
  domain?: string;
  language?: string;
  timezone?: string;
}

/** `store create`: makes a store and prints it. */
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
    .action(async (options: StoreOptions) => print(await createStore(options)));
  return new Command("store").description("a tenant's shops").addCommand(create);
}

function createStore({ name, tenant, currency, country, domain, language, timezone }: StoreOptions) {
  const given = { domain_id: domain, language, timezone };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return useServices(["stores"], (house) =>
    house.call("stores.create", {
      idempotency_key: `command-line:${ulid()}`,
      name,
      tenant_id: tenant,
      currency: currency.toUpperCase(),
      country: country.toUpperCase(),
      ...chosen,
    }),
  );
}
