import { stat } from "node:fs/promises";
import { Command } from "commander";
import { useServices } from "./context.ts";
import { customerRows } from "./import/customers.ts";
import { inventoryRows } from "./import/inventory.ts";
import { productRows } from "./import/products.ts";
import { importRows, type RowsOf } from "./import/rows.ts";
import { positive, print } from "./output.ts";

/** `import customers|products|inventory FILE.csv`: imports the rows of a file, and prints how many were imported. */
export function importCommand(): Command {
  return new Command("import")
    .description("import data of another system")
    .addCommand(
      importing("customers", "customers", "created", customerRows)
        .description("create customers from a CSV file; importing it again adds nothing")
        .argument(
          "<file>",
          "CSV with a header line, of email, phone, first_name, last_name, registration_source, enabled, …",
        ),
    )
    .addCommand(
      importing("products", "catalog", "created", productRows)
        .description("create products from a CSV file; importing it again adds nothing")
        .argument("<file>", "CSV with a header line, of sku, name, price, description, tax_class, active, track_stock"),
    )
    .addCommand(
      importing("inventory", "inventory", "set", inventoryRows)
        .description("set what is on hand from a CSV file; importing it again changes nothing")
        .argument("<file>", "CSV with a header line, of sku, on_hand, reason"),
    );
}

function importing(name: string, service: string, counted: "created" | "set", rowsOf: RowsOf): Command {
  return new Command(name)
    .requiredOption("--store <id>", "store_id", positive)
    .action(async (file: string, { store: store_id }: { store: number }) => {
      await assertFile(file);
      const { done, ...rest } = await useServices(["stores", service], async (context) => {
        const store = await context.call("stores.get", { store_id });
        return importRows(context, { file, store_id, service, ...rowsOf(context, store) });
      });
      print({ [counted]: done, ...rest });
    });
}

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`);
}
