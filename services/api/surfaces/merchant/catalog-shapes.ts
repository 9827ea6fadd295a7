import Joi from "joi";
import type { Location, Product, Promotion, StockLevel, StockMovement, Store } from "../../../contracts.ts";
import { field, isoTime, isoTimeOrNull, money, record } from "../../formats.ts";
import { postalAddressOf, postalAddressSchema } from "../shared/postal-address.ts";
import { locationExample, movementExample, productExample, promotionExample } from "./catalog-examples.ts";

/** Kinds of ledger lines. */
export const movementTypes = ["set", "adjust", "reserve", "release", "commit", "restore"];
/** How an order may reach its buyer. */
export const orderTypes = ["PICKUP", "DELIVERY", "DINE_IN", "SHIP"];

const times = { created_at: field.time(), updated_at: field.time() };
const timesOf = ({ created_at, updated_at }: { created_at: number; updated_at: number }) => ({
  created_at: isoTime(created_at),
  updated_at: isoTime(updated_at),
});

/** A product as merchants read it; its id has the names that orders and menus call it by. */
export function productOf(product: Product, store: Store) {
  const { id, sku, name, description, tax_class, active, track_stock, modifiers } = product;
  return {
    id,
    menu_item_id: id,
    product_id: id,
    sku,
    name,
    description,
    price: money(product.price, store),
    tax_class,
    active,
    track_stock,
    modifiers: modifiers.map((modifier) => ({ ...modifier, price: money(modifier.price, store) })),
    ...timesOf(product),
  };
}

/** The schema of what `productOf` gives. */
export const productSchema = () =>
  record({
    id: field.id(productExample.id),
    menu_item_id: field.id(productExample.id).description("The same as `id`."),
    product_id: field.id(productExample.id).description("The same as `id`."),
    sku: field.text(),
    name: field.text(),
    description: field.text(),
    price: field.amount().description("In the store's currency."),
    tax_class: Joi.string().valid("standard", "zero"),
    active: field.flag().description("Whether it can be ordered."),
    track_stock: field.flag().description("False for what is never out of stock."),
    modifiers: Joi.array().items(record({ id: field.text(), name: field.text(), price: field.amount() })),
    ...times,
  });

/** What is in stock of a SKU, as merchants read it. */
export const stockOf = ({ version: _version, ...level }: StockLevel) => ({ ...level, ...timesOf(level) });

/** The schema of what `stockOf` gives. */
export const stockSchema = () =>
  record({
    sku: field.text(),
    on_hand: field.count().description("Pieces on the shelf."),
    reserved: field.count().description("Pieces of them that are held for orders."),
    available: field.count().description("What is on hand and not reserved."),
    ...times,
  });

/** A line of a SKU's ledger, as merchants read it. */
export const movementOf = (movement: StockMovement) => ({ ...movement, at: isoTime(movement.at) });

/** The schema of what `movementOf` gives. */
export const movementSchema = () =>
  record({
    id: field.id(movementExample.id),
    type: Joi.string()
      .valid(...movementTypes)
      .description("`reserve` and `release` change what is reserved, `commit` both, the others what is on hand."),
    quantity: field.count().description("Signed."),
    reference: field.textOrNull().description("What it was moved for, such as an order."),
    reason: field.textOrNull(),
    at: field.time(),
  });

/** A promotion as merchants read it. */
export function promotionOf({ store_id: _store, version: _version, ...promotion }: Promotion, store: Store) {
  return {
    ...promotion,
    value: promotion.type === "percentage" ? promotion.value / 100 : money(promotion.value, store),
    min_subtotal: money(promotion.min_subtotal, store),
    starts_at: isoTimeOrNull(promotion.starts_at),
    ends_at: isoTimeOrNull(promotion.ends_at),
    ...timesOf(promotion),
  };
}

/** The schema of what `promotionOf` gives. */
export const promotionSchema = () =>
  record({
    id: field.id(promotionExample.id),
    code: field.text(),
    type: Joi.string().valid("percentage", "fixed"),
    value: field.amount().description("Per cent, or an amount in the store's currency."),
    description: field.text(),
    min_subtotal: field.amount(),
    starts_at: field.timeOrNull(),
    ends_at: field.timeOrNull(),
    usage_limit: field.count().allow(null),
    per_customer_limit: field.count().allow(null),
    times_used: field.count(),
    active: field.flag(),
    ...times,
  });

/** A location as merchants read it. */
export function locationOf({ store_id: _store, version: _version, ...location }: Location) {
  const address = location.address && postalAddressOf(location.address);
  return { ...location, address, tax_rate: location.tax_rate / 1_000_000, ...timesOf(location) };
}

/** The schema of what `locationOf` gives. */
export const locationSchema = () =>
  record({
    id: field.id(locationExample.id),
    name: field.text(),
    address: postalAddressSchema().allow(null),
    tax_rate: field.amount().description("0.1 is 10 %."),
    timezone: field.text(),
    order_types: Joi.array().items(Joi.string().valid(...orderTypes)),
    ...times,
  });
