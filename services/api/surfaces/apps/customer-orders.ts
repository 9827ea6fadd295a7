import type { OrderStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { orderStatus } from "../shared/enumerations.ts";
import { given, listOf } from "../shared/requests.ts";
import { customerNotFound, customerPath } from "./common.ts";
import { listed, order } from "./shapes.ts";

const history = listed(order, 10);

const listOrders = endpoint({
  id: "appsListCustomerOrders",
  method: "GET",
  path: "/customers/:user_id/orders",
  tag: "Customers",
  scope: "read:customers",
  summary: "List a customer's orders",
  description: "Newest first.",
  pathSchema: customerPath,
  querySchema: listQuery<PageQuery & { status?: OrderStatus }>("limit", 50, 250, { status: orderStatus.schema }),
  action: "orchestra.listOrdersOf",
  input: (request) => ({ ...listOf(request), ...given({ status: request.query.status }) }),
  output: ({ user_id, ...list }, request) =>
    history.output({ ...list, items: list.items.map((each) => ({ ...each, user_id })) }, request),
  answerSchema: history.answerSchema,
  answerExample: history.answerExample,
  errors: [customerNotFound],
});

/** Apps: orders of a customer (contract §4). */
export const customerOrders = [listOrders];
