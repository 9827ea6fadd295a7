import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery, textBody } from "../../formats.ts";
import { pages, versioned } from "../shared/answers.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, listOf, pathOf, readOf, tenantOf } from "../shared/requests.ts";
import { skuBody } from "./catalog-bodies.ts";
import { movement, stock } from "./catalog-shapes.ts";

interface StockBody {
  on_hand?: number;
  adjust?: number;
  reason?: string;
}

const largest = 1_000_000_000;

const tag = "Inventory";
const one = { tag, path: "/inventory/:sku", pathSchema: pathOf({ sku: stock.example.sku }, 64) };
const notFound = [404, "sku_not_found", "No stock is kept of this SKU."] as const;

const getStock = endpoint({
  ...one,
  id: "merchantGetInventory",
  method: "GET",
  summary: "Get what is in stock of a SKU",
  description: "Over all locations: what is on hand, reserved and available.",
  action: "inventory.get",
  input: readOf,
  ...versioned(stock),
  errors: [notFound],
});

const setStock = endpoint({
  ...one,
  id: "merchantSetInventory",
  ifMatch: "version",
  method: "PUT",
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
    reason: textBody(500).allow("").description("Recorded in the ledger."),
  })
    .xor("on_hand", "adjust")
    .messages({
      "object.xor": '"on_hand" and "adjust" exclude each other',
      "object.missing": 'One of "on_hand" and "adjust" is required',
    }),
  bodyExample: { adjust: -2, reason: "Two were broken" },
  action: "inventory.set",
  input: (request) => ({ ...conditionalWriteOf(request), ...tenantOf(request), ...request.body }),
  ...versioned(stock),
  errors: [
    stale,
    [422, "insufficient_stock", "Less would be on hand than is reserved."],
    [422, "stock_too_large", "More than 1,000,000,000 would be on hand."],
  ],
});

const listMovements = endpoint({
  ...one,
  id: "merchantListInventoryMovements",
  method: "GET",
  path: "/inventory/:sku/movements",
  summary: "List what moved of a SKU",
  description: "Its ledger, newest first: what is on hand and what is reserved are its sums.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "inventory.movements",
  input: listOf,
  ...pages(movement, "limit"),
  errors: [notFound],
});

/** Merchant: inventory (contract §3). */
export const inventory = [getStock, setStock, listMovements];
