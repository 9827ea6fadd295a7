import Joi from "joi";
import { productBody, productFrom } from "../../../services/api/surfaces/merchant/catalog-bodies.ts";
import type { NewProduct, Store } from "../../../services/contracts.ts";
import type { CommandContext } from "../runtime.ts";
import { type Imported, importRows } from "./rows.ts";

const { sku, name, description, price, tax_class, active, track_stock } = productBody;
const rowSchema = Joi.object({
  sku: sku.required(),
  name: name.required(),
  price: price.required(),
  description,
  tax_class,
  active,
  track_stock,
});

/** Creates the products of a file in a store; prices are in its currency. Repeated, it adds nothing. */
export async function importProducts(
  context: CommandContext,
  store: Store,
  file: string,
): Promise<Omit<Imported, "done"> & { created: number }> {
  const { store_id, tenant_id } = store;
  const { done, ...rest } = await importRows(context, {
    file,
    store_id,
    service: "catalog",
    rowSchema,
    identity: ({ sku = "" }) => [sku.trim()],
    importRow: async (row, idempotency_key) => {
      const product = productFrom(row as unknown as NewProduct, store);
      return context.change("catalog.createProduct", { idempotency_key, store_id, tenant_id, product });
    },
  });
  return { created: done, ...rest };
}
