import Joi from "joi";
import type { CartItem, OrderType, PostalAddress, Store } from "../../../contracts.ts";
import { amountBody, assertAmounts, filledTextBody, minorUnits, noteBody, trimmedBody } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import { postalAddressFields } from "../shared/address.ts";
import { orderType } from "../shared/enumerations.ts";
import { given, idOf, returnUrl } from "../shared/requests.ts";

interface ItemBody {
  menu_item_id: string;
  quantity: number;
  modifiers?: { modifier_id: string; quantity: number }[];
  special_instructions?: string;
}

interface AddressBody extends Omit<PostalAddress, "line1"> {
  line1?: string;
  street?: string;
  zip?: string | null;
}

/** A cart to price. */
export interface CartBody {
  customer_id?: string;
  location_id: string;
  order_type?: OrderType;
  items: ItemBody[];
  promo_code?: string;
  tip_amount?: number;
  redemption_id?: string;
}

/** A new order. */
export interface OrderBody extends CartBody {
  order_type: OrderType;
  scheduled_time?: number;
  payment_method_id: string;
  return_url?: string;
  shipping_address?: AddressBody;
  shipping_address_id?: string;
  expected_total?: number;
  note?: string;
}

const quantity = () => Joi.number().integer().min(1).max(999);

const modifier = component(
  "CartItemModifier",
  Joi.object({
    modifier_id: idOf("mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").required(),
    quantity: quantity().default(1).description("For each piece of the item."),
  }),
);

const item = component(
  "CartItem",
  Joi.object<ItemBody>({
    menu_item_id: idOf("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").required(),
    quantity: quantity().required(),
    modifiers: Joi.array().items(modifier).max(50),
    special_instructions: noteBody(500),
  }),
);

const cart = {
  customer_id: idOf("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("Who orders; a customer can only name themselves."),
  location_id: idOf("loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").required(),
  order_type: orderType.schema,
  items: Joi.array().items(item).min(1).max(100).required(),
  promo_code: trimmedBody().concat(filledTextBody(64)).example("SAVE10"),
  tip_amount: amountBody().max(1_000_000),
  redemption_id: idOf("red_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description(
    "A discount that points were redeemed for; staff name the `customer_id` with it.",
  ),
};

/** The schema of a cart. */
export const cartBody = () => Joi.object<CartBody>(cart);

/** The schema of a new order. */
export const orderBody = () =>
  Joi.object<OrderBody>({
    ...cart,
    order_type: cart.order_type.required(),
    scheduled_time: momentBody().description("When it is wanted; at once without it."),
    payment_method_id: Joi.string()
      .pattern(/^pm_[A-Za-z0-9_-]{1,100}$/, "pm_…")
      .required()
      .example("pm_card_visa"),
    return_url: returnUrl(),
    shipping_address: addressBody().description(
      "Needed to deliver and to ship, unless `shipping_address_id` is given.",
    ),
    shipping_address_id: idOf("addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("An address of the customer's book."),
    expected_total: amountBody().description(
      "What the customer was shown: where the order costs another amount by now, it is refused.",
    ),
    note: noteBody(500),
  })
    .oxor("shipping_address", "shipping_address_id")
    .messages({ "object.oxor": '"shipping_address" and "shipping_address_id" exclude each other' })
    .custom((body: OrderBody, helpers) => (lacksAddress(body) ? helpers.message({ custom: addressNeeded }) : body));

const addressNeeded = '"shipping_address" or "shipping_address_id" is required for an order to DELIVERY or SHIP';

const lacksAddress = ({ order_type, shipping_address, shipping_address_id }: OrderBody) =>
  (order_type === "DELIVERY" || order_type === "SHIP") && !shipping_address && shipping_address_id === undefined;

// Accepts this surface's field names (`street`, `zip`) and those of the other surfaces.
const addressBody = () =>
  Joi.object<AddressBody>({
    ...postalAddressFields,
    line1: filledTextBody(255),
    street: filledTextBody(255),
    zip: filledTextBody(20).allow(null),
  })
    .xor("line1", "street")
    .oxor("postal_code", "zip")
    .messages({
      "object.missing": '"street" is required',
      "object.xor": '"street" and "line1" exclude each other',
      "object.oxor": '"zip" and "postal_code" exclude each other',
    });

// A time without a zone would be ambiguous.
const momentBody = () =>
  Joi.string()
    .pattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/)
    .custom((text: string, helpers) => momentOf(text) ?? helpers.error("string.pattern.base"))
    .messages({ "string.pattern.base": "{{#label}} must be a time with its zone, such as 2026-01-24T18:30:00Z" })
    .example("2027-01-24T18:30:00Z");

function momentOf(text: string): number | undefined {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  const time = Date.parse(text);
  if (Number.isNaN(time) || Number.isNaN(day)) return undefined;
  return new Date(day).toISOString().slice(0, 10) === text.slice(0, 10) ? time : undefined;
}

/** A cart as the catalog service prices it. Throws `validation_error` for a tip with too many decimals. */
export function cartOf(body: CartBody, store: Store) {
  const { location_id, order_type, items, promo_code, tip_amount } = body;
  assertAmounts({ tip_amount }, store);
  const tip = tip_amount === undefined ? undefined : minorUnits(tip_amount, store);
  return { location_id, items: items.map(itemOf), ...given({ order_type, promo_code, tip }) };
}

const itemOf = ({ menu_item_id: product_id, ...item }: ItemBody): CartItem => ({ product_id, ...item });

/** An address in the field names of the services. */
export function postalOf({ street, zip, line1, postal_code, ...address }: AddressBody): PostalAddress {
  return { ...address, line1: line1 ?? street ?? "", postal_code: postal_code ?? zip ?? null };
}

/** The example of a new order. */
export const orderBodyExample = {
  location_id: "loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  order_type: "PICKUP",
  items: [
    {
      menu_item_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
      quantity: 2,
      modifiers: [{ modifier_id: "mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", quantity: 1 }],
      special_instructions: "No onions",
    },
  ],
  scheduled_time: "2027-01-24T18:30:00Z",
  tip_amount: 5,
  payment_method_id: "pm_card_visa",
};
