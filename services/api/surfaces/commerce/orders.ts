import type { OrderStatus } from "../../../contracts.ts";
import { type ErrorLine, endpoint, type Request } from "../../endpoint.ts";
import { refuse, refuseFields } from "../../errors.ts";
import { assertAmounts, listQuery, minorUnits, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { orderStatus } from "../shared/enumerations.ts";
import { given, holdingStoreOf, idOf, listOf, messageStoreOf, workflow } from "../shared/requests.ts";
import { customerNotFound } from "./common.ts";
import {
  type CartBody,
  cartBody,
  cartOf,
  type OrderBody,
  orderBody,
  orderBodyExample,
  postalOf,
} from "./order-bodies.ts";
import { listedOrder, placedOrder, total } from "./order-shapes.ts";

interface ListQuery extends PageQuery {
  status?: OrderStatus;
  location_id?: string;
  customer_id?: string;
}

const tag = "Orders";

const listOrders = endpoint({
  id: "commerceListOrders",
  method: "GET",
  path: "/orders",
  tag,
  permission: "orders.read",
  summary: "List orders",
  description: "The newest first. A customer sees their own, staff the store's or those of one customer.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    status: orderStatus.schema,
    location_id: idOf("loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    customer_id: idOf("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  }),
  action: "orders.search",
  input: (request) => {
    const { status, location_id } = request.query;
    const customer_id = customerOf(request, request.query);
    return { ...listOf(request), filter: given({ status, location_id, customer_id }), with_items: true };
  },
  ...pages(listedOrder, "limit"),
  errors: [],
});

const unpriced: ErrorLine[] = [
  [404, "location_not_found", "The store has no such location."],
  [404, "product_not_found", "The store sells no item of this id."],
  [404, "modifier_not_found", "The item has no such modifier."],
  [404, "redemption_not_found", "The customer has no such redemption."],
  [409, "redemption_spent", "The redemption was spent or returned before."],
  [422, "order_type_not_offered", "The location does not take orders of this type."],
  [422, "invalid_promo_code", "The code is unknown, has ended, or does not apply to this order."],
  [422, "redemption_exceeds_order", "The redemption is worth more than the items cost."],
  [422, "redemption_not_a_discount", "The redemption is for something else than a discount."],
  [422, "order_too_large", "No order may cost this much."],
];

const placeOrder = endpoint({
  id: "commercePlaceOrder",
  charges: true,
  method: "POST",
  path: "/orders",
  tag,
  permission: "orders.place",
  ...workflow,
  summary: "Place an order",
  description:
    "Prices, tax and stock are the server's. The payment is captured at once; where any part is refused, nothing is " +
    "reserved, spent or charged. A payment that has to be confirmed is `requires_action`, and `payment.next_action` says how: " +
    "the order is `pending` and its stock held until it is paid or the store's time is over. A payment that is " +
    "`processing` is decided by a bank within days. Too many declined payments of a customer or a network are 429 for a " +
    "while. A customer orders for themselves, staff for the `customer_id` that they name.",
  status: 201,
  bodySchema: orderBody(),
  bodyExample: orderBodyExample,
  action: "orchestra.placeOrder",
  input: (request) => ({
    store: holdingStoreOf(request.store),
    customer_id: customerOf(request, request.body) ?? refuseFields([{ path: "customer_id", message: needed }]),
    order: orderOf(request),
    idempotency_key: request.idempotency_key,
  }),
  ...answers(placedOrder),
  errors: [
    [402, "payment_declined", "The payment was declined; nothing stays reserved."],
    customerNotFound,
    [404, "address_not_found", "The customer's book has no such address."],
    ...unpriced,
    [409, "out_of_stock", "There are not so many left of an item; nothing is reserved."],
    [409, "total_changed", "The order costs another amount than `expected_total`; `details` have the `actual` one."],
    [409, "order_already_cancelled", "The order was cancelled while it was being paid; the payment is undone."],
    [422, "scheduled_time_in_past", "`scheduled_time` is in the past."],
  ],
});

const needed = '"customer_id" is required of staff: it says who orders';

const calculateTotal = endpoint({
  id: "commerceCalculateTotal",
  method: "POST",
  path: "/orders/calculate-total",
  tag,
  permission: "orders.place",
  summary: "Calculate what an order would cost",
  description:
    "The discount of the code and of redeemed points comes off the items, tax is of what is left by the location's " +
    "rate, and the tip comes last. Whether a customer may still use the code is only known with a `customer_id`.",
  bodySchema: cartBody(),
  bodyExample: {
    location_id: orderBodyExample.location_id,
    items: [{ menu_item_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", quantity: 2 }],
    promo_code: "SAVE10",
  },
  action: "orchestra.calculateTotal",
  input: (request) => {
    const { store, body } = request;
    return {
      store: messageStoreOf(store),
      customer_id: customerOf(request, body),
      cart: cartOf(body, store),
      redemption_id: redemptionOf(request, body),
    };
  },
  ...answers(total),
  errors: unpriced,
});

/** Commerce: ordering (contract §6). */
export const orders = [listOrders, placeOrder, calculateTotal];

type Asking = Pick<Request<unknown, unknown, unknown>, "accessScope" | "principal">;

// The customer of an order: the caller, or the one that staff name.
function customerOf({ accessScope, principal }: Asking, { customer_id }: { customer_id?: string }): string | undefined {
  if (accessScope === "all") return customer_id;
  if (customer_id !== undefined && customer_id !== principal.subject)
    refuse(403, "forbidden", "The token does not open another customer's records.");
  return principal.subject;
}

function redemptionOf(request: Asking, { customer_id, redemption_id }: CartBody): string | undefined {
  if (redemption_id !== undefined && customerOf(request, { customer_id }) === undefined)
    refuseFields([{ path: "customer_id", message: '"customer_id" is required with "redemption_id"' }]);
  return redemption_id;
}

function orderOf({ body, store }: Request<unknown, unknown, OrderBody>) {
  const { order_type, payment_method_id, return_url, shipping_address_id, redemption_id, expected_total, note } = body;
  assertAmounts({ expected_total }, store);
  const shipping_address = body.shipping_address && postalOf(body.shipping_address);
  const choices = given({
    scheduled_at: body.scheduled_time,
    shipping_address,
    shipping_address_id,
    redemption_id,
    expected_total: expected_total === undefined ? undefined : minorUnits(expected_total, store),
    note,
    return_url,
  });
  return { ...cartOf(body, store), order_type, payment_method_id, ...choices };
}
