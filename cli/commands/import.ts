import { stat } from "node:fs/promises";
import { Command } from "commander";
import type { Store } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { importCustomers } from "./import/customers.ts";
import { importInventory } from "./import/inventory.ts";
import { importProducts } from "./import/products.ts";
import { positive, print } from "./output.ts";
import type { CommandContext } from "./runtime.ts";

/** `import customers|products|inventory FILE.csv`: brings in what a file lists, and prints how many rows were. */
export function importCommand(): Command {
  return new Command("import")
    .description("bring in what another system kept")
    .addCommand(
      importing("customers", "customers", importCustomers)
        .description("create customers from a CSV file; importing it again adds nothing")
        .argument(
          "<file>",
          "CSV with a header line, of email, phone, first_name, last_name, registration_source, enabled, …",
        ),
    )
    .addCommand(
      importing("products", "catalog", importProducts)
        .description("create products from a CSV file; importing it again adds nothing")
        .argument("<file>", "CSV with a header line, of sku, name, price, description, tax_class, active, track_stock"),
    )
    .addCommand(
      importing("inventory", "inventory", importInventory)
        .description("set what is on hand from a CSV file; importing it again changes nothing")
        .argument("<file>", "CSV with a header line, of sku, on_hand, reason"),
    );
}

type Import = (context: CommandContext, store: Store, file: string) => Promise<object>;

function importing(name: string, service: string, run: Import): Command {
  return new Command(name)
    .requiredOption("--store <id>", "store_id", positive)
    .action(async (file: string, { store: store_id }: { store: number }) => {
      await assertFile(file);
      print(
        await useServices(["stores", service], async (context) =>
          run(context, await context.call("stores.get", { store_id }), file),
        ),
      );
    });
}

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`);
}
