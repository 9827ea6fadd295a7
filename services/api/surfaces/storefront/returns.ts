import Joi from "joi";
import type { OrderReturn, PostalAddress, RequestedReturnItem } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { filledNoteBody, listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { postalAddressBody } from "../shared/address.ts";
import { answers, pages } from "../shared/answers.ts";
import { returnResolution } from "../shared/enumerations.ts";
import { idOf, pathOf, workflow } from "../shared/requests.ts";
import { orderReturn as merchantsReturn } from "../shared/return-shapes.ts";
import { shape } from "../shared/shape.ts";
import { orderNotFound, orderPath, ownOrder, runOf, versionMoved } from "./order-common.ts";
import { returnWindowDays } from "./order-state.ts";
import { getOrder } from "./orders.ts";

interface ReturnBody {
  return_items: RequestedReturnItem[];
  shipping_address?: PostalAddress | null;
}

const tag = "Returns";
const { items, customer_id: _customer, order_id: _order, ...fields } = merchantsReturn.fields;
const orderReturn = shape<OrderReturn>("Return").with({ ...fields, return_items: items.from("items") });

const item = Joi.object<RequestedReturnItem>({
  item_id: idOf("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF").description("The line itself, where a product is in several."),
  product_id: Joi.string().max(64).required().example("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  sku: Joi.string().max(255).required().example("PASTA-ALFREDO"),
  quantity: Joi.number().integer().min(1).max(1_000_000).required(),
  resolution: returnResolution.schema.required(),
  return_reason: filledNoteBody(500).required(),
});

const requestReturn = endpoint({
  ...workflow,
  id: "storefrontRequestReturn",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_number/return",
  tag,
  summary: "Ask to return items of an order",
  description:
    "Of pieces that were delivered, within the shop's time for returns. The shop approves or declines it; a piece is returned once, however often it is asked for.",
  pathSchema: orderPath,
  bodySchema: Joi.object<ReturnBody>({
    return_items: Joi.array().items(item).min(1).max(100).required(),
    shipping_address: postalAddressBody
      .allow(null)
      .description("Where they are picked up; where the order went unless told."),
  }),
  bodyExample: {
    return_items: [
      {
        product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
        sku: "PASTA-ALFREDO",
        quantity: 1,
        resolution: "refund",
        return_reason: "Arrived cold.",
      },
    ],
  },
  action: "orchestra.requestReturn",
  input: (request) => ({
    ...runOf(request),
    window_days: returnWindowDays(request.store),
    items: request.body.return_items,
    ...(request.body.shipping_address ? { shipping_address: request.body.shipping_address } : {}),
  }),
  ...answers(orderReturn),
  errors: [
    orderNotFound,
    [404, "item_not_found", "An item is none of the order's."],
    [422, "item_not_returnable", "The pieces were not delivered, or too long ago."],
    [422, "quantity_exceeds_returnable", "More of an item than was bought, less what came back or is asked for."],
    versionMoved,
  ],
});

const listReturns = endpoint({
  id: "storefrontListReturns",
  method: "GET",
  path: "/orders/returns",
  tag,
  summary: "List one's returns",
  description: "Of all orders, newest first.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "orders.searchReturns",
  input: ({ store, query, principal }) => ({
    store_id: store.store_id,
    filter: { customer_id: principal.subject },
    ...pagingOf(query, query.limit),
  }),
  ...pages(orderReturn, "limit", "returns"),
  errors: [],
});

const getReturn = endpoint({
  id: "storefrontGetReturn",
  method: "GET",
  path: "/orders/:order_number/return/:return_id",
  tag,
  summary: "Get a return",
  description: "One return of one of the customer's orders.",
  pathSchema: pathOf({ order_number: "A-1045", return_id: orderReturn.example.id }),
  action: "orchestra.getOwnReturn",
  input: (request) => ({ ...ownOrder(request), return_id: request.path.return_id }),
  ...answers(orderReturn),
  errors: [orderNotFound, [404, "return_not_found", "No return of this order has this id."]],
});

/** Storefront: returns (contract §5). `/orders/returns` comes before paths with an order number. */
export const returns = [listReturns, requestReturn, getReturn];
