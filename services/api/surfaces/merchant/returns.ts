import Joi from "joi";
import type { ActionParams, ReturnStatus } from "../../../contracts.ts";
import { type ErrorLine, endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, noteBody, type PageQuery, pagingOf } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { returnStatus } from "../shared/enumerations.ts";
import { idOf, messageStoreOf, workflow } from "../shared/requests.ts";
import { orderReturn } from "./return-shapes.ts";

interface ListQuery extends PageQuery {
  status?: ReturnStatus;
  order_id?: string;
}

interface MoveBody {
  action: ActionParams<"orchestra.moveReturn">["move"];
  note?: string;
}

const tag = "Returns";
const returnPath = Joi.object<{ return_id: string }>({ return_id: idOf(orderReturn.example.id).required() });
const returnNotFound: ErrorLine = [404, "return_not_found", "No return of this domain has this id."];

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
  action: "returns.search",
  input: ({ store, query }) => {
    const { status, order_id } = query;
    const filter = { ...(status ? { status } : {}), ...(order_id ? { order_id } : {}) };
    return { store_id: store.store_id, filter, ...pagingOf(query, query.limit) };
  },
  ...pages(orderReturn, "limit"),
  errors: [],
});

const getReturn = endpoint({
  id: "merchantGetReturn",
  method: "GET",
  path: "/returns/:return_id",
  tag,
  summary: "Get a return",
  description: "One return by its id, with its lines.",
  pathSchema: returnPath,
  action: "returns.get",
  input: ({ store, path }) => ({ store_id: store.store_id, return_id: path.return_id }),
  ...answers(orderReturn),
  etag: ({ version }) => etagOf(version),
  errors: [returnNotFound],
});

const moveReturn = endpoint({
  ...workflow,
  id: "merchantMoveReturn",
  ifMatch: "version",
  method: "PATCH",
  path: "/returns/:return_id",
  tag,
  summary: "Approve, reject or receive a return",
  description:
    "`receive` puts the pieces back on the shelf and gives the customer what they asked for: the money, or the same once more in an order at no charge. What cannot be replaced is refunded. The customer is told; the same action again changes nothing.",
  pathSchema: returnPath,
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
    ...(body.note === undefined ? {} : { note: body.note }),
    idempotency_key,
    if_versions,
  }),
  ...answers(orderReturn),
  etag: ({ version }) => etagOf(version),
  answerExample: { ...orderReturn.example, status: "approved", note: "Please hand it to our courier." },
  errors: [
    returnNotFound,
    [404, "order_not_found", "The return's order is not there."],
    [409, "invalid_return_transition", "From its status the return cannot be moved that way."],
    [412, "version_mismatch", "`If-Match` is not the return's current version."],
    [
      422,
      "refund_declined",
      "The payment provider does not give the money back. All else is done: the return is received, and its refund waits.",
    ],
  ],
});

/** Merchant: returns (contract §3). */
export const returns = [listReturns, getReturn, moveReturn];
