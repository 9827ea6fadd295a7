import type { Fulfillment, Order } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { answers, cutPages } from "../shared/answers.ts";
import { pathOf, readOf, workflow } from "../shared/requests.ts";
import { notFound } from "./common.ts";
import { createBody, createExample, creatingOf, updateBody, updatingOf } from "./fulfillment-bodies.ts";
import { fulfillment, writtenFulfillment } from "./fulfillment-shapes.ts";
import { orderPath, runOf, staleOrder } from "./order-common.ts";
import { getOrder } from "./orders.ts";

interface Written {
  fulfillment: Fulfillment;
  order: Order;
}

const tag = "Fulfilments";
const fulfillmentPath = pathOf({ order_id: fulfillment.example.order_id, fulfillment_id: fulfillment.example.id });
const written = answers(writtenFulfillment, ({ fulfillment, order }: Written) => ({
  ...fulfillment,
  fulfillment_status: order.fulfillment_status,
}));

const listFulfillments = endpoint({
  id: "merchantListFulfillments",
  method: "GET",
  path: "/orders/:order_id/fulfillments",
  tag,
  summary: "List an order's fulfilments",
  description: "Oldest first.",
  pathSchema: orderPath,
  action: "orchestra.listFulfillments",
  input: readOf,
  ...cutPages(fulfillment, "data", (all: Fulfillment[]) => all),
  errors: [notFound("order")],
});

const createFulfillment = endpoint({
  ...workflow,
  id: "merchantCreateFulfillment",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_id/fulfillments",
  tag,
  summary: "Fulfil items of an order",
  description:
    "Takes some or all of what is left. `provider_id: null` is a delivery that the merchant arranges; else the courier is booked. Two requests at once never fulfil an item twice.",
  status: 201,
  versioned: true,
  pathSchema: orderPath,
  bodySchema: createBody,
  bodyExample: createExample,
  action: "orchestra.createFulfillment",
  input: (request) => ({ ...runOf(request), ...creatingOf(request.body, request.store) }),
  ...written,
  errors: [
    notFound("order"),
    [404, "item_not_found", "An item is none of the order's."],
    [409, "order_not_fulfillable", "The order is cancelled or refunded."],
    [409, "out_of_stock", "A piece that was lost is to be sent again, and there is none; it stays lost."],
    [422, "quantity_exceeds_unfulfilled", "More of an item than is left to fulfil."],
    [422, "courier_not_found", "No courier has this `provider_id`."],
    [422, "courier_refused", "The courier does not take it."],
    staleOrder,
  ],
});

const updateFulfillment = endpoint({
  ...workflow,
  id: "merchantUpdateFulfillment",
  ifMatch: getOrder,
  method: "PATCH",
  path: "/orders/:order_id/fulfillments/:fulfillment_id",
  tag,
  summary: "Update a fulfilment",
  description:
    "Tracking and status; only what is given changes. The order follows: all shipped, it is `shipped`; all delivered, it is `delivered`. Cancelling frees the quantity. The pieces of a `lost` one can be sent again, for which stock is taken anew, or refunded; those of one `returned_to_sender` are sent again from the stock that they are.",
  versioned: true,
  pathSchema: fulfillmentPath,
  bodySchema: updateBody,
  bodyExample: { status: "shipped", awb: "1Z999AA10123456784", notify_customer: true },
  action: "orchestra.updateFulfillment",
  input: (request) => ({ ...runOf(request), ...request.path, ...updatingOf(request.body) }),
  ...written,
  errors: [
    notFound("order"),
    [404, "fulfillment_not_found", "No fulfilment of the order has this id."],
    [409, "invalid_fulfillment_transition", "The fulfilment cannot go from its status to this one."],
    [409, "order_not_fulfillable", "The order is cancelled, and its fulfilments with it."],
    staleOrder,
  ],
});

/** Merchant: fulfilments of an order (contract §3). */
export const fulfillments = [listFulfillments, createFulfillment, updateFulfillment];
