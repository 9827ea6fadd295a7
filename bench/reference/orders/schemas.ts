const closed = { type: "object", additionalProperties: false } as const;
const text = (maxLength: number) => ({ type: "string", minLength: 1, maxLength });
const optional = (maxLength: number) => ({ type: ["string", "null"], minLength: 1, maxLength });
const flag = (value: boolean) => ({ type: "boolean", default: value });
const oneOf = (...values: string[]) => ({ type: "string", enum: values });
const note = { type: "string", maxLength: 2_000 };

const status = oneOf("pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded");

/** The querystring of the list. */
export const list = {
  ...closed,
  properties: {
    status,
    payment_status: oneOf("pending", "authorized", "captured", "failed", "voided"),
    financial_status: oneOf("pending", "paid", "partially_refunded", "refunded", "voided"),
    fulfillment_status: oneOf("unfulfilled", "partial", "fulfilled"),
    customer_id: text(64),
    search: { ...text(64), pattern: "\\S" },
    date_from: { type: "string", format: "date" },
    date_to: { type: "string", format: "date" },
    cursor: text(1_000),
    page: { type: "integer", minimum: 1, maximum: 100_001 },
    limit: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    sort_by: { ...oneOf("created_at", "updated_at", "order_number", "grand_total"), default: "created_at" },
    sort_order: { ...oneOf("asc", "desc"), default: "desc" },
  },
};

/** The body of a change of status. */
export const statusBody = {
  ...closed,
  required: ["status"],
  properties: { status, note, notify_customer: flag(false) },
};

/** The body of a cancellation. */
export const cancelBody = {
  ...closed,
  required: ["reason"],
  properties: {
    reason: oneOf("customer_request", "out_of_stock", "fraud", "other"),
    cancel_reason_details: note,
    refund: flag(false),
    refund_amount: { type: "number", minimum: 0.001, maximum: 1e12 },
    restock: flag(true),
    notify_customer: flag(false),
  },
};

const phone = { type: ["string", "null"], minLength: 5, maxLength: 20, pattern: "^\\+?[\\d ().\\-/]+$" };

const address = {
  type: ["object", "null"],
  additionalProperties: false,
  required: ["line1"],
  properties: {
    type: optional(40),
    name: optional(255),
    phone,
    line1: text(255),
    line2: optional(255),
    city: optional(100),
    area: optional(100),
    state: optional(100),
    postal_code: optional(20),
    country: optional(100),
    country_code: { type: ["string", "null"], pattern: "^[A-Za-z]{2}$" },
    coordinates: {
      type: ["object", "null"],
      additionalProperties: false,
      required: ["latitude", "longitude"],
      properties: {
        latitude: { type: "number", minimum: -90, maximum: 90 },
        longitude: { type: "number", minimum: -180, maximum: 180 },
      },
    },
  },
};

const person = (more: object) => ({
  type: ["object", "null"],
  additionalProperties: false,
  required: ["name"],
  properties: { name: text(255), phone: { ...phone, default: null }, ...more },
});

/** The body of a new fulfilment. */
export const fulfillmentBody = {
  ...closed,
  required: ["items"],
  properties: {
    items: {
      type: "array",
      minItems: 1,
      maxItems: 200,
      items: {
        ...closed,
        required: ["id", "quantity"],
        properties: {
          id: text(64),
          name: text(255),
          quantity: { type: "integer", minimum: 1, maximum: 1_000_000 },
          selling_price: { type: "number", minimum: 0, maximum: 1e12 },
        },
      },
    },
    awb: optional(100),
    tracking_url: { type: ["string", "null"], pattern: "^https?://", maxLength: 2_000 },
    provider_id: { type: "null" },
    shipping_method: optional(100),
    customer: person({ address }),
    delivery_person: person({}),
    pickup_address: address,
    notify_customer: flag(false),
  },
};

/** The body of a bulk change: of the status only, which is all that the bench uses. */
export const bulkBody = {
  ...closed,
  required: ["order_ids", "action", "data"],
  properties: {
    order_ids: { type: "array", minItems: 1, maxItems: 500, uniqueItems: true, items: text(64) },
    action: { const: "update_status" },
    data: { ...closed, required: ["status"], properties: { status, note, notify_customers: flag(false) } },
  },
};
