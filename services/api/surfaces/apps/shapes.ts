import Joi from "joi";
import type { Customer, FreeObject, List, Order, Store } from "../../../contracts.ts";
import { component } from "../../openapi/component.ts";
import { pages } from "../shared/answers.ts";
import { financialStatus, orderFulfillmentStatus, orderStatus } from "../shared/enumerations.ts";
import { type Field, field } from "../shared/field.ts";
import { count, freeObject, id, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { paginationSchema } from "../shared/pagination.ts";
import { type Shape, shape } from "../shared/shape.ts";

const zeroOrOne = component("ZeroOrOne", Joi.number().integer().valid(0, 1));

const bit = (example: 0 | 1): Field<boolean, 0 | 1> => field(zeroOrOne, example, (value) => (value ? 1 : 0));

const nameOf = ({ first_name, last_name }: Customer) => [first_name, last_name].filter((part) => part !== "").join(" ");

const address: FreeObject = { address: "123 Main St", city: "Dhaka" };

const common = shape<Customer>("CustomerBase").with({
  user_id: count(301),
  store_id: count(22),
  name: text("Rahim Ahmed").from(nameOf),
  email: textOrNull("rahim@example.com"),
  phone: textOrNull("01712345678"),
  address_json: orNull(freeObject(address)),
  is_guest: bit(0),
  created_at: time("2025-01-20T06:30:00.000Z"),
  updated_at: time("2025-06-15T10:30:00.000Z"),
}).fields;

// Totals of their orders without cancelled ones.
const totals = { total_orders: count(12), total_spent: money(18500).from("total_order_amount") };

const verification = {
  is_phone_verified: bit(1).from("phone_verified"),
  is_email_verified: bit(0).from("email_verified"),
};

/** A customer as lists, single reads and updates show them. */
export const listedCustomer = shape<Customer>("ListedCustomer").with({ ...common, ...totals });
export const customer = shape<Customer>("Customer").with({ ...common, ...verification, ...totals });
export const updatedCustomer = shape<Customer>("UpdatedCustomer").with({
  ...common,
  name: text("Rahim Ahmed Khan").from(nameOf),
  ...verification,
});

/** A new customer. */
export const createdCustomer = shape<Customer>("CreatedCustomer").with({
  user_id: count(350),
  name: text("Karim Hossain").from(nameOf),
  phone: textOrNull("01812345678"),
  email: textOrNull("karim@example.com"),
  store_id: count(22),
});

/** An order of a customer's history. */
export const order = shape<Order & { user_id: number }>("Order").with({
  order_id: count(1045),
  store_id: count(22),
  user_id: count(301),
  order_status: oneOf(orderStatus, "delivered").from("status"),
  financial_status: oneOf(financialStatus, "paid"),
  fulfillment_status: oneOf(orderFulfillmentStatus, "fulfilled"),
  sub_total: money(1500),
  tax: money(0),
  shipping: money(60),
  discount: money(100),
  grand_total: money(1460),
  payment_method: id("cod"),
  note: textOrNull(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-18T14:00:00.000Z"),
});

/** The answer of an endpoint: a shape in this surface's envelope. */
export const enveloped = <Source, F>(inside: Shape<Source, F>, status = 200, message?: string) => {
  const withMessage = message === undefined ? {} : { message };
  return {
    output: (found: Source, { store }: { store: Store }) => ({
      data: inside.present(found, store),
      ...withMessage,
      status,
    }),
    answerSchema: component(
      `${inside.name}Envelope`,
      Joi.object({
        data: inside.schema.required(),
        status: Joi.number().integer().required(),
        ...(message === undefined ? {} : { message: Joi.string().required() }),
      }),
    ),
    answerExample: { data: inside.example, ...withMessage, status },
  };
};

/** The same of a list. */
export const listed = <Source, F>(item: Shape<Source, F>, limit: number) => {
  const page = pages(item, "limit");
  return {
    output: (list: List<Source>, request: Parameters<typeof page.output>[1]) => ({
      ...page.output(list, request),
      status: 200,
    }),
    answerSchema: component(
      `${item.name}List`,
      Joi.object({
        data: Joi.array().items(item.schema).required(),
        pagination: paginationSchema("limit").required(),
        status: Joi.number().integer().required(),
      }),
    ),
    answerExample: { data: [item.example], pagination: { page: 1, limit, total: 1, next_cursor: null }, status: 200 },
  };
};
