import { Command } from "commander";
import { useServices } from "./context.ts";
import { positive, print } from "./output.ts";

/** `customers rebuild-totals`: counts the orders of every customer of a store again. */
export function customersCommand(): Command {
  const rebuild = new Command("rebuild-totals")
    .description("count the orders of every customer of a store again")
    .requiredOption("--store <id>", "store_id", positive)
    .action(async ({ store }: { store: number }) => print(await rebuildTotals(store)));
  return new Command("customers").description("repair the data of customers").addCommand(rebuild);
}

function rebuildTotals(store_id: number) {
  return useServices(["stores", "customers", "orders", "orchestra"], async (context) => {
    await context.call("stores.get", { store_id });
    return context.call("orchestra.rebuildCustomerTotals", { store_id });
  });
}
