const closed = { type: "object", additionalProperties: false } as const;
const id = { type: "string", minLength: 1, maxLength: 64 };
const amount = { type: "number", minimum: 0, maximum: 1e12 };

const cart = {
  location_id: id,
  items: {
    type: "array",
    minItems: 1,
    maxItems: 200,
    items: {
      ...closed,
      required: ["menu_item_id", "quantity"],
      properties: { menu_item_id: id, quantity: { type: "integer", minimum: 1, maximum: 10_000 } },
    },
  },
  tip_amount: amount,
  promo_code: { type: "string", maxLength: 100 },
};

/** The body of a question for a total. */
export const totalBody = { ...closed, required: ["location_id", "items"], properties: cart };

/** The body of an order, as far as the bench orders anything. */
export const orderBody = {
  ...closed,
  required: ["customer_id", "location_id", "order_type", "items", "payment_method_id"],
  properties: {
    ...cart,
    customer_id: id,
    order_type: { type: "string", enum: ["PICKUP", "DINE_IN"] },
    payment_method_id: { type: "string", pattern: "^pm_", maxLength: 191 },
  },
};

/** The body of a redemption. */
export const redeemBody = {
  ...closed,
  required: ["points", "reward_type"],
  properties: {
    points: { type: "integer", minimum: 1, maximum: 1_000_000_000 },
    reward_type: { type: "string", enum: ["discount", "free_item", "gift_card"] },
  },
};
