import {
  type Location,
  type Modifier,
  movementTypes,
  type Product,
  type Promotion,
  promotionTypes,
  type StockLevel,
  type StockMovement,
} from "../../../contracts.ts";
import { postalAddress } from "../shared/address.ts";
import { enumeration, orderType } from "../shared/enumerations.ts";
import {
  count,
  flag,
  freeObject,
  id,
  list,
  money,
  number,
  oneOf,
  orNull,
  text,
  textOrNull,
  time,
} from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { money as inCurrency } from "../shared/values.ts";

export const promotionType = enumeration("PromotionType", promotionTypes);
/** Kinds of ledger lines. */
const movementType = enumeration("StockMovementType", movementTypes);

const times = { created_at: time("2025-01-20T06:30:00.000Z"), updated_at: time("2025-06-15T10:30:00.000Z") };

const modifier = shape<Modifier>("Modifier").with({
  id: id("mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CK"),
  name: text("Extra cheese"),
  price: money(60),
});

const productId = "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ";

/** A product as merchants read it; its id is repeated under the names that orders and menus use. */
export const product = shape<Product>("Product").with({
  id: id(productId),
  menu_item_id: id(productId, "The same as `id`.").from("id"),
  product_id: id(productId, "The same as `id`.").from("id"),
  sku: text("PASTA-ALFREDO"),
  name: text("Alfredo Pasta"),
  description: text("Fettuccine in cream and parmesan."),
  price: money(450),
  tax_class: text("standard", "`standard`, `zero`, or another class of the store's own."),
  active: flag(true, "Whether it can be ordered."),
  track_stock: flag(true, "False for what is never out of stock."),
  modifiers: list(modifier),
  ...times,
});

/** The stock level of a SKU, as merchants read it. */
export const stock = shape<StockLevel>("StockLevel").with({
  sku: text("PASTA-ALFREDO"),
  on_hand: count(240, "Pieces in stock, reserved ones included."),
  reserved: count(12, "Pieces of them that are held for orders."),
  available: count(228, "What is on hand and not reserved."),
  ...times,
});

/** A line of a SKU's ledger, as merchants read it. */
export const movement = shape<StockMovement>("StockMovement").with({
  id: id("mov_01JK7MZ3Q4N8T2V6X0Y1A5B9CM"),
  type: oneOf(
    movementType,
    "adjust",
    "`reserve` and `release` change what is reserved, `commit` both, the others what is on hand.",
  ),
  quantity: count(-2, "Signed."),
  reference: textOrNull(null, "What it was moved for, such as an order."),
  reason: textOrNull("Two were broken"),
  at: time("2025-06-15T10:30:00.000Z"),
});

/** A promotion as merchants read it. */
export const promotion = shape<Promotion>("Promotion").with({
  id: id("promo_01JK7MZ3Q4N8T2V6X0Y1A5B9CN"),
  code: text("SAVE10"),
  type: oneOf(promotionType, "percentage"),
  value: number(10, "Per cent, or an amount in the store's currency.").from(({ type, value }, store) =>
    type === "percentage" ? value / 100 : inCurrency(value, store),
  ),
  description: text("10% off your order"),
  min_subtotal: money(0),
  starts_at: orNull(time("2025-06-01T00:00:00.000Z")).showing(null),
  ends_at: orNull(time("2026-12-31T18:00:00.000Z")),
  usage_limit: orNull(count(1000)),
  per_customer_limit: orNull(count(1)),
  times_used: count(37),
  active: flag(true),
  ...times,
});

/** A location as merchants read it. */
export const location = shape<Location>("Location").with({
  id: id("loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CP"),
  name: text("Gulshan Kitchen"),
  address: orNull(postalAddress).showing({
    type: null,
    name: null,
    phone: null,
    line1: "House 12, Road 45",
    line2: null,
    city: "Dhaka",
    area: "Gulshan 2",
    state: null,
    postal_code: "1212",
    country: "Bangladesh",
    country_code: "BD",
    coordinates: { latitude: 23.7925, longitude: 90.4078 },
  }),
  tax_rate: number(0.1, "0.1 is 10 %.").from(({ tax_rate }) => tax_rate / 1_000_000),
  tax_rates: freeObject({ reduced: 0.05 }, "Those of other tax classes.").from(({ tax_rates }) =>
    Object.fromEntries(Object.entries(tax_rates).map(([name, rate]) => [name, rate / 1_000_000])),
  ),
  timezone: text("Asia/Dhaka"),
  order_types: list(oneOf(orderType, "PICKUP")).showing(["PICKUP", "DELIVERY", "DINE_IN"]),
  ...times,
});
