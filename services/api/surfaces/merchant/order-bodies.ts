import Joi from "joi";
import type { BulkChange, CancelReason, OrderStatus } from "../../../contracts.ts";
import { amountBody, filledTextBody, noteBody, trimmedBody } from "../../formats.ts";
import { cancelReason, orderStatus } from "../shared/enumerations.ts";
import { idOf } from "../shared/requests.ts";
import { trackingBody } from "./tracking-body.ts";

export interface StatusBody {
  status: OrderStatus;
  note?: string;
  notify_customer: boolean;
}

export interface CancelBody {
  reason: CancelReason;
  cancel_reason_details?: string;
  refund: boolean;
  refund_amount?: number;
  restock: boolean;
  notify_customer: boolean;
}

export interface BulkBody {
  order_ids: string[];
  action: BulkChange["action"];
  data: {
    status?: OrderStatus;
    note?: string;
    tags?: string[];
    awb?: string;
    tracking_url?: string;
    shipping_method?: string;
    notify_customers?: boolean;
  };
}

const status = () => orderStatus.schema.required();

/** The body of a change of status. */
export const statusBody = Joi.object<StatusBody>({
  status: status(),
  note: noteBody(2_000).allow(""),
  notify_customer: Joi.boolean().default(false),
});

/** The body of a cancellation. */
export const cancelBody = Joi.object<CancelBody>({
  reason: cancelReason.schema.required(),
  cancel_reason_details: noteBody(2_000).allow(""),
  refund: Joi.boolean().default(false),
  refund_amount: amountBody(0.001).description(
    "With `refund` only; without it all that is captured and not yet refunded. No more decimals than the currency has.",
  ),
  restock: Joi.boolean().default(true),
  notify_customer: Joi.boolean().default(false),
});

const tags = Joi.array()
  .items(trimmedBody().concat(filledTextBody(50)))
  .min(1)
  .max(50)
  .unique()
  .required();
const notify_customers = Joi.boolean().default(false);

// A schema for each action: fields of other actions are refused.
const dataOf = {
  update_status: Joi.object({ status: status(), note: noteBody(2_000).allow(""), notify_customers }),
  add_tags: Joi.object({ tags }),
  remove_tags: Joi.object({ tags }),
  fulfill: Joi.object({ ...trackingBody(), notify_customers }),
};

/** The body of a change of many orders. */
export const bulkBody = Joi.object<BulkBody>({
  order_ids: Joi.array().items(idOf("ord_1")).min(1).max(500).unique().required(),
  action: Joi.string()
    .valid(...Object.keys(dataOf))
    .required(),
  data: Joi.alternatives()
    .conditional("action", { switch: Object.entries(dataOf).map(([is, then]) => ({ is, then })) })
    .required()
    .description("What the action takes, and nothing of another's."),
});

/** The workflow's parameters of a bulk body. */
export function changeOf({ action, data }: BulkBody): BulkChange {
  const { notify_customers: notify = false, tags = [], status = "pending", ...rest } = data;
  switch (action) {
    case "update_status":
      return { action, status, ...rest, notify };
    case "fulfill":
      return { action, ...rest, notify };
    default:
      return { action, tags };
  }
}
