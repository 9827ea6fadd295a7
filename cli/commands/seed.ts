import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import { env } from "../../config/env.ts";
import { useServices } from "./context.ts";
import { positive } from "./output.ts";
import type { Amounts } from "./seed/run.ts";

/** `seed`: adds made-up customers and orders to a store, a million of each in minutes, and prints how many. */
export function seedCommand(): Command {
  return new Command("seed")
    .description("add made-up customers and orders to a store; every run adds more")
    .option("--store <id>", "the store that gets them", positive, 22)
    .option("--customers <count>", "how many customers to add", count, 0)
    .option("--orders <count>", "how many orders to spread over all customers of the store", count, 0)
    .option("--yes", "do not ask, in production")
    .action(async ({ yes, ...amounts }: Amounts & { yes?: true }) => {
      if (env.NODE_ENV === "production" && !yes) await assertMeant(amounts.store);
      const { seed } = await import("./seed/run.ts");
      const summary = await useServices(["stores", "customers", "orders", "payments", "shipments"], (context) =>
        seed(context, amounts),
      );
      process.stdout.write(`${JSON.stringify(summary)}\n`);
    });
}

// Made-up customers cannot be told from real ones afterwards.
async function assertMeant(store: number): Promise<void> {
  if (!process.stdin.isTTY) throw new Error("This is production: --yes adds made-up customers and orders to it.");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`This is production. Type ${store} to add made-up data to that store: `);
  asking.close();
  if (answer.trim() !== String(store)) throw new Error("Nothing was added.");
}

function count(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, up to 99999999.");
  return Number(text);
}
