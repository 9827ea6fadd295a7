import Joi from "joi";
import {
  type LocationChanges,
  orderTypes,
  type ProductChanges,
  type PromotionChanges,
  type Store,
  taxClassPattern,
} from "../../../contracts.ts";
import { refuseFields } from "../../errors.ts";
import {
  amountBody,
  assertAmounts,
  filledTextBody,
  minorUnits,
  momentBody,
  momentOf,
  noteBody,
  textBody,
  trimmedBody,
} from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { control, publishedAs } from "../../openapi/patterns.ts";
import { postalAddressBody } from "../shared/address.ts";
import { orderType } from "../shared/enumerations.ts";
import { given } from "../shared/requests.ts";
import { promotionType } from "./catalog-shapes.ts";

/** A SKU: text without spaces around it. It is a part of paths, where clients resolve `.` and `..`, however escaped. */
export const skuBody = () =>
  Joi.string()
    .max(64)
    .pattern(sku, "text other than . and .. without spaces around it or control characters")
    .example("PASTA-ALFREDO")
    .description("Any line of text but `.` and `..`, without spaces around it.");

const sku = publishedAs(
  /^(?!\.{1,2}$)[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$/u,
  `^[^ ${control}]([^${control}]*[^ ${control}])?$`,
);

const modifierBody = component(
  "ModifierInput",
  Joi.object({
    id: Joi.string().max(64).description("Of an existing modifier; without it the modifier is new."),
    name: filledTextBody(255).required(),
    price: amountBody().required(),
  }),
);

const taxClassBody = () => Joi.string().pattern(taxClassPattern, "lower-case letters, digits, dashes and underscores");
const rateBody = () => Joi.number().min(0).max(1);

/** The fields of a product, as merchants write them. */
export const productBody = {
  sku: skuBody(),
  name: filledTextBody(255).example("Alfredo Pasta"),
  description: noteBody(4_000).allow(""),
  price: amountBody().example(450),
  tax_class: taxClassBody().description("`standard`, `zero`, or another class of the store's own."),
  active: Joi.boolean(),
  track_stock: Joi.boolean().description("False for what is never out of stock."),
  modifiers: Joi.array()
    .items(modifierBody)
    .max(50)
    .unique("id", { ignoreUndefined: true })
    .description("The complete list: modifiers that are left out are removed."),
};

/** A product's amounts as minor units. Throws `validation_error` for more decimals than the currency has. */
export function productFrom<Body extends ProductChanges>(body: Body, store: Store): Body {
  const amounts: Record<string, number | undefined> = { price: body.price };
  for (const [index, { price }] of (body.modifiers ?? []).entries()) amounts[`modifiers.${index}.price`] = price;
  assertAmounts(amounts, store);
  const product = { ...body };
  if (body.price !== undefined) product.price = minorUnits(body.price, store);
  if (body.modifiers)
    product.modifiers = body.modifiers.map((each) => ({ ...each, price: minorUnits(each.price, store) }));
  return product;
}

const limitBody = () => Joi.number().integer().min(1).max(1_000_000_000).allow(null).description("null: no limit.");
const moment = (text: string) =>
  momentBody().allow(null).description(`${text} A date is a day of the store's time zone.`);

/** The fields of a promotion, as merchants write them. */
export const promotionBody = {
  code: trimmedBody()
    .max(40)
    .pattern(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "letters, digits, dots, dashes and underscores")
    .description("In upper or lower case it is the same.")
    .example("SAVE10"),
  type: promotionType.schema,
  value: amountBody().description("Per cent with at most two decimals, or an amount in the store's currency."),
  description: textBody(500).allow(""),
  min_subtotal: amountBody(),
  starts_at: moment("When it begins; null: at once."),
  ends_at: moment("When it ends, a date when that day is over; null: never."),
  usage_limit: limitBody(),
  per_customer_limit: limitBody(),
  active: Joi.boolean(),
};

/** A promotion as merchants write it. */
export type PromotionBody<Body> = Omit<Body, "starts_at" | "ends_at"> &
  Partial<Record<"starts_at" | "ends_at", string | null>>;

/** A promotion's numbers and times as the system keeps them. Throws `validation_error` for too many decimals. */
export function promotionFrom<Body extends PromotionChanges>(body: PromotionBody<Body>, store: Store): Body {
  const { type, value, min_subtotal, starts_at, ends_at } = body;
  assertAmounts({ min_subtotal, value: type === "fixed" ? value : undefined }, store);
  const times = given({
    starts_at: starts_at && momentOf(starts_at, "start", store),
    ends_at: ends_at && momentOf(ends_at, "end", store),
  });
  const promotion = { ...body, ...times } as Body;
  if (min_subtotal !== undefined) promotion.min_subtotal = minorUnits(min_subtotal, store);
  if (value !== undefined) promotion.value = type === "fixed" ? minorUnits(value, store) : scaled("value", value, 2);
  return promotion;
}

/** The fields of a location, as merchants write them. */
export const locationBody = {
  name: filledTextBody(255).example("Gulshan Kitchen"),
  address: postalAddressBody.allow(null),
  tax_rate: rateBody().description("0.1 is 10 %; at most six decimals.").example(0.1),
  tax_rates: Joi.object<Record<string, number>>()
    .pattern(taxClassBody().invalid("standard", "zero"), rateBody())
    .max(50)
    .description("By tax class; `standard`'s is `tax_rate`. A class without one is taxed like `standard`.")
    .example({ reduced: 0.05 }),
  timezone: Joi.string()
    .max(64)
    .pattern(/^[A-Za-z][A-Za-z0-9_+/-]*$/, "name of a time zone")
    .example("Asia/Dhaka"),
  order_types: Joi.array().items(orderType.schema).min(1).max(orderTypes.length).unique(),
};

/** A location's tax rates as the system keeps them. Throws `validation_error` for too many decimals. */
export function locationFrom<Body extends LocationChanges>(body: Body): Body {
  const location = { ...body };
  if (body.tax_rate !== undefined) location.tax_rate = scaled("tax_rate", body.tax_rate, 6);
  if (body.tax_rates)
    location.tax_rates = Object.fromEntries(
      Object.entries(body.tax_rates).map(([name, rate]) => [name, scaled(`tax_rates.${name}`, rate, 6)]),
    );
  return location;
}

function scaled(path: string, value: number, decimals: number): number {
  if (Number(value.toFixed(decimals)) !== value)
    refuseFields([{ path, message: `"${path}" must have at most ${decimals} decimals` }]);
  return Math.round(Number((value * 10 ** decimals).toPrecision(15)));
}
