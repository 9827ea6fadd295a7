import { Command, InvalidArgumentError } from "commander";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { print } from "./output.ts";
import { timed } from "./pages.ts";

interface Options {
  domain?: string;
  tenant?: string;
  operator?: true;
  note: string;
}

/** `token revoke SUB --domain|--tenant|--operator`: ends the tokens of a user that were issued before. */
export function revokeCommand(): Command {
  return new Command("revoke")
    .argument("<sub>", "the `sub` of the tokens")
    .description("end every token of a merchant's user, of staff or of an operator that was issued before")
    .option("--domain <id>", "domain_id of a store of the user's tenant")
    .option("--tenant <id>", "tenant_id of the user")
    .option("--operator", "it is an operator, whose sessions of the console end too")
    .option("--note <text>", "why, for the event log", "On the command line.")
    .action(async (subject: string, options: Options) => print(await revoke(subject, options)));
}

function revoke(subject: string, { domain, tenant, operator, note }: Options) {
  if ([domain, tenant, operator].filter((each) => each !== undefined).length !== 1)
    throw new InvalidArgumentError("Say whose tokens: one of --domain, --tenant and --operator.");
  return useServices(["stores", "auth", "orchestra"], async ({ call }) => {
    const tenant_id = domain === undefined ? tenant : (await call("stores.get", { domain_id: domain })).tenant_id;
    const whose = tenant_id === undefined ? { subject } : { subject, tenant_id };
    return timed(await call("orchestra.revokeTokens", { idempotency_key: newKey(), ...whose, note }));
  });
}
