import { stat } from "node:fs/promises";
import { Command, Option } from "commander";
import { encodings } from "../../services/api/imports/encodings.ts";
import type { Store } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import type { Importing, ImportService } from "./import/run.ts";
import { positive, print } from "./output.ts";

interface Options {
  store: number;
  encoding?: Importing["encoding"];
  report?: string;
  dryRun?: boolean;
  update?: boolean;
}

/** `import customers|products|inventory FILE.csv`: imports the rows of a file, and prints how many were imported. */
export function importCommand(): Command {
  return new Command("import")
    .description("import data of another system, or of an export")
    .addCommand(
      importing("customers", "customers", kindOfCustomers)
        .description("create customers from a CSV file: this product's, Shopify's or WooCommerce's")
        .argument("<file>", "CSV with a header line, of email, phone, first_name, last_name, enabled, …"),
    )
    .addCommand(
      importing("products", "catalog", kindOfProducts)
        .description("create products from a CSV file: Shopify's, WooCommerce's or one of these columns")
        .argument("<file>", "CSV with a header line, of sku, name, price, description, tax_class, active, track_stock"),
    )
    .addCommand(
      importing("inventory", "inventory", kindOfInventory)
        .description("set what is on hand from a CSV file")
        .argument("<file>", "CSV with a header line, of sku, on_hand, reason"),
    );
}

type KindOf = (store: Store) => Promise<unknown>;

const kindOfCustomers: KindOf = async () => (await import("../../services/api/imports/customers.ts")).customerImport;
const kindOfProducts: KindOf = async (store) =>
  (await import("../../services/api/imports/products.ts")).productImport(store);
const kindOfInventory: KindOf = async () => (await import("../../services/api/imports/inventory.ts")).inventoryImport;

function importing(name: string, service: ImportService, kindOf: KindOf): Command {
  const command = new Command(name)
    .requiredOption("--store <id>", "store_id", positive)
    .addOption(new Option("--encoding <name>", "of a file without a byte order mark (utf-8)").choices(encodings))
    .option("--report <file>", "where refused rows are written, to be mended and imported again (FILE.refused.csv)")
    .option("--dry-run", "check every row, and import none; refused rows are written all the same");
  if (service !== "inventory") command.option("--update", "change what is there already, instead of refusing the row");
  return command.action(async (file: string, options: Options) => {
    await assertFile(file);
    const { dryRun = false, update = false, encoding, report = reportOf(file) } = options;
    const imported = await useServices(["stores", service], async (context) => {
      const { importFile } = await import("./import/run.ts");
      const store = await context.call("stores.get", { store_id: options.store });
      const kind = (await kindOf(store)) as Importing["kind"];
      return importFile(context, store, { file, service, kind, dryRun, update, report, encoding });
    });
    const { created, updated, ...rest } = imported;
    print(service === "inventory" ? { set: created + updated, ...rest } : { created, updated, ...rest });
    if (imported.refused > 0) process.exitCode = 1;
  });
}

const reportOf = (file: string) => `${file.replace(/\.csv$/i, "")}.refused.csv`;

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`);
}
