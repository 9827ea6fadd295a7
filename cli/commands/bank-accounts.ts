import { Command } from "commander";
import { useServices } from "./context.ts";
import { print } from "./output.ts";

/** `bank-accounts rotate`: seals every bank account by the first key of `BANK_ACCOUNT_KEYS`. */
export function bankAccountsCommand(): Command {
  const rotate = new Command("rotate")
    .description("seal every bank account by the first key of BANK_ACCOUNT_KEYS, so that the others can go")
    .action(async () => print(await rotateAll()));
  return new Command("bank-accounts").description("the keys that bank accounts are sealed by").addCommand(rotate);
}

async function rotateAll() {
  const { rotateAccounts } = await import("../../services/payments/rotate.ts");
  const rotated = await useServices(["payments"], (context) => rotateAccounts(context.db("payments")));
  const unknown = Object.keys(rotated.unknown);
  if (unknown.length > 0)
    throw new Error(`BANK_ACCOUNT_KEYS lacks keys that accounts are sealed by: ${unknown.join(", ")}.`);
  return { key: rotated.key, resealed: rotated.resealed };
}
