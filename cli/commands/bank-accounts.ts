import { Command } from "commander";
import { useServices } from "./context.ts";
import { print } from "./output.ts";

/** `bank-accounts rotate`: encrypts every bank account with the first key of `BANK_ACCOUNT_KEYS`. */
export function bankAccountsCommand(): Command {
  const rotate = new Command("rotate")
    .description(
      "encrypt every bank account with the first key of BANK_ACCOUNT_KEYS, so that the others can be removed",
    )
    .action(async () => print(await rotateAll()));
  return new Command("bank-accounts").description("encryption keys of bank accounts").addCommand(rotate);
}

async function rotateAll() {
  const { rotateAccounts } = await import("../../services/payments/rotate.ts");
  const parts = await useServices(["payments"], async (context) => {
    const all: Awaited<ReturnType<typeof rotateAccounts>>[] = [];
    for (const db of context.dbs("payments")) all.push(await rotateAccounts(db));
    return all;
  });
  const unknown = parts.flatMap((part) => Object.keys(part.unknown));
  if (unknown.length > 0)
    throw new Error(`BANK_ACCOUNT_KEYS lacks keys that accounts are encrypted with: ${unknown.join(", ")}.`);
  return { key: parts[0]?.key, resealed: parts.reduce((sum, { resealed }) => sum + resealed, 0) };
}
