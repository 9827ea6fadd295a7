import { Command } from "commander";
import type { ActionResult } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { positive, print } from "./output.ts";
import type { CommandContext } from "./runtime.ts";

type Page = ActionResult<"loyalty.check">;

const pageSize = 500;

/** `loyalty check`: compares the balance of every account of a store with its ledger. */
export function loyaltyCommand(): Command {
  const check = new Command("check")
    .description("compare every account of points of a store with its ledger; exits with 1 when one is wrong")
    .requiredOption("--store <id>", "store_id", positive)
    .action(async ({ store }: { store: number }) => {
      const found = await useServices(["stores", "loyalty"], (context) => checkAll(context, store));
      print(found);
      if (found.wrong.length > 0) process.exitCode = 1;
    });
  return new Command("loyalty").description("customers' points").addCommand(check);
}

async function checkAll(context: CommandContext, store_id: number): Promise<Pick<Page, "checked" | "wrong">> {
  await context.call("stores.get", { store_id });
  const found: Pick<Page, "checked" | "wrong"> = { checked: 0, wrong: [] };
  for (let after: number | null = 0; after !== null; ) {
    const page: Page = await context.call("loyalty.check", { store_id, after, limit: pageSize });
    found.checked += page.checked;
    found.wrong.push(...page.wrong);
    after = page.next;
  }
  return found;
}
