import { sortings } from "./search.ts";

const text = (maxLength: number) => ({ type: "string", minLength: 1, maxLength });
const flag = { type: "boolean" };
const closed = { type: "object", additionalProperties: false };

const filters = {
  first_name: text(100),
  last_name: text(100),
  email: text(254),
  bool_email_verified: flag,
  bool_phone_verified: flag,
  num_total_orders: { type: "integer", minimum: 0 },
  gte_total_order_amount: { type: "number", minimum: 0 },
};

const paging = (name: string, size: number, maximum: number) => ({
  page: { type: "integer", minimum: 1, maximum: 100_001 },
  [name]: { type: "integer", minimum: 1, maximum, default: size },
  cursor: text(1_000),
});

/** The querystring of the merchants' list. */
export const merchantList = {
  ...closed,
  properties: {
    ...filters,
    ...paging("size", 20, 100),
    sort: {
      type: "string",
      enum: Object.keys(sortings).filter((name) => name !== "updated_at"),
      default: "created_at",
    },
    order: { type: "string", enum: ["asc", "desc"], default: "desc" },
  },
};

/** The querystring of the export. */
export const merchantExport = { ...closed, properties: filters };

/** The querystring of the apps' list. */
export const appsList = {
  ...closed,
  properties: {
    ...paging("limit", 50, 250),
    sort: { type: "string", pattern: "^(created_at|updated_at|name):(asc|desc)$", default: "created_at:desc" },
    since: { type: "string", format: "date" },
    search: text(200),
    include_guests: { type: "boolean", default: false },
    total_orders_min: { type: "integer", minimum: 0 },
    total_spent_min: { type: "number", minimum: 0 },
  },
};

const person = {
  first_name: { type: "string", maxLength: 255 },
  last_name: { type: "string", maxLength: 255 },
  enabled: flag,
  approved: flag,
};

/** The body of a new customer. */
export const creation = {
  ...closed,
  required: ["email"],
  properties: {
    ...person,
    email: { type: "string", format: "email", maxLength: 254 },
    phone: { type: ["string", "null"], minLength: 5, maxLength: 20 },
    registration_source: { type: "string", default: "MERCHANT" },
    email_verified: flag,
    phone_verified: flag,
  },
};

/** The body of a change. */
export const changes = { ...closed, minProperties: 1, properties: person };
