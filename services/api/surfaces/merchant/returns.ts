import Joi from "joi";
import type { ActionParams, ReturnStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, noteBody, type PageQuery } from "../../formats.ts";
import { pages, versioned } from "../shared/answers.ts";
import { returnStatus } from "../shared/enumerations.ts";
import { given, idOf, listOf, messageStoreOf, pathOf, readOf, workflow } from "../shared/requests.ts";
import { orderReturn } from "../shared/return-shapes.ts";
import { notFound } from "./common.ts";

interface ListQuery extends PageQuery {
  status?: ReturnStatus;
  order_id?: string;
}

interface MoveBody {
  action: ActionParams<"orchestra.moveReturn">["move"];
  note?: string;
}

const tag = "Returns";
const one = { tag, path: "/returns/:return_id", pathSchema: pathOf({ return_id: orderReturn.example.id }) };

const listReturns = endpoint({
  id: "merchantListReturns",
  method: "GET",
  path: "/returns",
  tag,
  summary: "List returns",
  description: "Newest first.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    status: returnStatus.schema,
    order_id: idOf(orderReturn.example.order_id),
  }),
  action: "orders.searchReturns",
  input: (request) => {
    const { status, order_id } = request.query;
    return { ...listOf(request), filter: given({ status, order_id }) };
  },
  ...pages(orderReturn, "limit"),
  errors: [],
});

const getReturn = endpoint({
  ...one,
  id: "merchantGetReturn",
  method: "GET",
  summary: "Get a return",
  description: "One return by its id, with its lines.",
  action: "orders.getReturn",
  input: readOf,
  ...versioned(orderReturn),
  errors: [notFound("return")],
});

const moveReturn = endpoint({
  ...workflow,
  ...one,
  id: "merchantMoveReturn",
  ifMatch: "version",
  method: "PATCH",
  summary: "Approve, reject or receive a return",
  description:
    "`receive` restocks the pieces and gives the customer what they asked for: the money, or the same once more in an order at no charge. What cannot be replaced is refunded. The customer is notified; the same action again changes nothing.",
  bodySchema: Joi.object<MoveBody>({
    action: Joi.string().valid("approve", "reject", "receive").required(),
    note: noteBody(2_000).allow("").description("The customer reads it."),
  }),
  bodyExample: { action: "approve", note: "Please hand it to our courier." },
  action: "orchestra.moveReturn",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store: messageStoreOf(store),
    return_id: path.return_id,
    move: body.action,
    ...given({ note: body.note }),
    idempotency_key,
    if_versions,
  }),
  ...versioned(orderReturn),
  answerExample: { ...orderReturn.example, status: "approved", note: "Please hand it to our courier." },
  errors: [
    notFound("return"),
    [404, "order_not_found", "The return's order is not there."],
    [409, "invalid_return_transition", "From its status the return cannot be moved that way."],
    [412, "version_mismatch", "`If-Match` is not the return's current version."],
    [
      422,
      "refund_declined",
      "The payment provider does not give the money back. All else is done: the return is received. `details` name the refund, which can be settled; the order can be refunded again.",
    ],
  ],
});

/** Merchant: returns (contract §3). */
export const returns = [listReturns, getReturn, moveReturn];
