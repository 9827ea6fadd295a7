import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery, pagingOf, textBody } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { skuBody } from "./catalog-bodies.ts";
import { movement, stock } from "./catalog-shapes.ts";

interface StockBody {
  on_hand?: number;
  adjust?: number;
  reason?: string;
}

const largest = 1_000_000_000;

const path = Joi.object<{ sku: string }>({ sku: Joi.string().max(64).required().example(stock.example.sku) });
const tag = "Inventory";
const notFound = [404, "sku_not_found", "No stock is kept of this SKU."] as const;

const getStock = endpoint({
  id: "merchantGetInventory",
  method: "GET",
  path: "/inventory/:sku",
  tag,
  summary: "Get what is in stock of a SKU",
  description: "Over all locations: what is on hand, reserved and available.",
  pathSchema: path,
  action: "inventory.get",
  input: ({ store, path }) => ({ store_id: store.store_id, sku: path.sku }),
  ...answers(stock),
  etag: (level) => etagOf(level.version),
  errors: [notFound],
});

const setStock = endpoint({
  id: "merchantSetInventory",
  ifMatch: "version",
  method: "PUT",
  path: "/inventory/:sku",
  tag,
  summary: "Set what is in stock of a SKU, or add to it",
  description:
    "Either `on_hand`, what there is, or `adjust`, what comes on top; both are written to the SKU's ledger. The first time begins to keep stock of the SKU.",
  pathSchema: Joi.object<{ sku: string }>({ sku: skuBody().required() }),
  bodySchema: Joi.object<StockBody>({
    on_hand: Joi.number().integer().min(0).max(largest).description("What is on hand from now on."),
    adjust: Joi.number()
      .integer()
      .min(-largest)
      .max(largest)
      .description("Added to what is on hand; negative takes off."),
    reason: textBody(500).allow("").description("Stands in the ledger."),
  })
    .xor("on_hand", "adjust")
    .messages({
      "object.xor": '"on_hand" and "adjust" exclude each other',
      "object.missing": 'One of "on_hand" and "adjust" is required',
    }),
  bodyExample: { adjust: -2, reason: "Two were broken" },
  action: "inventory.set",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    sku: path.sku,
    ...body,
    idempotency_key,
    if_versions,
  }),
  ...answers(stock),
  etag: (level) => etagOf(level.version),
  errors: [
    [412, "version_mismatch", "`If-Match` is not the current version."],
    [422, "insufficient_stock", "Less would be on hand than is reserved."],
    [422, "stock_too_large", "More than 1,000,000,000 would be on hand."],
  ],
});

const listMovements = endpoint({
  id: "merchantListInventoryMovements",
  method: "GET",
  path: "/inventory/:sku/movements",
  tag,
  summary: "List what moved of a SKU",
  description: "Its ledger, newest first: what is on hand and what is reserved are its sums.",
  pathSchema: path,
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "inventory.movements",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    sku: path.sku,
    ...pagingOf(query, query.limit),
  }),
  ...pages(movement, "limit"),
  errors: [notFound],
});

/** Merchant: what is in stock (contract §3). */
export const inventory = [getStock, setStock, listMovements];
