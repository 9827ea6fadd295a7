const id = "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD";
const created_at = "2025-01-15T10:00:00.000Z";
const order_id = "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD";

const who = { id, first_name: "John", last_name: "Doe", email: "john.doe@example.com" };
const standing = { loyalty_tier: "gold", loyalty_points: 1_250, total_orders: 45, total_spent: 1_234.56 };

/** A customer as this surface lists, makes and shows them. */
export const customerExample = {
  listed: { ...who, phone: "+1234567890", ...standing, created_at },
  created: { ...who, loyalty_tier: "bronze", loyalty_points: 0, created_at: "2026-01-24T10:00:00.000Z" },
  single: {
    ...who,
    phone: "+1234567890",
    birthday: "1990-05-15",
    ...standing,
    preferences: { dietary_restrictions: ["vegetarian"], favorite_items: ["item_123", "item_456"] },
    addresses: [
      {
        id: "addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
        type: "home",
        street: "123 Main St",
        city: "New York",
        state: "NY",
        zip: "10001",
      },
    ],
    created_at,
    updated_at: "2026-01-20T15:30:00.000Z",
  },
};

/** How a customer stands in the loyalty program. */
export const loyaltyExample = {
  customer_id: id,
  tier: "gold",
  points_balance: 1_250,
  points_earned_ytd: 3_500,
  points_redeemed_ytd: 2_250,
  tier_progress: {
    current_tier: "gold",
    next_tier: "platinum",
    points_to_next_tier: 750,
    qualifying_period_end: "2026-12-31",
  },
  benefits: ["10% off all orders", "Free birthday dessert", "Priority reservations"],
};

/** A line of the ledger of points. */
export const transactionExample = {
  id: "txn_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  type: "earn",
  points: 50,
  description: "Order #A-0042",
  order_id,
  created_at: "2026-01-20T12:00:00.000Z",
};

/** What somebody orders, as the seed writes it. */
export const orderBodyExample = {
  location_id: "loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  order_type: "PICKUP",
  items: [
    {
      menu_item_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
      quantity: 2,
      modifiers: [{ modifier_id: "mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", quantity: 1 }],
      special_instructions: "No onions",
    },
  ],
  scheduled_time: "2027-01-24T18:30:00Z",
  tip_amount: 5,
  payment_method_id: "pm_card_visa",
};

const listed = {
  id: order_id,
  order_number: "A-1042",
  customer_id: id,
  status: "confirmed",
  order_type: "PICKUP",
  location_id: orderBodyExample.location_id,
  scheduled_time: "2027-01-24T18:30:00.000Z",
  items: [
    {
      id: "oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
      menu_item_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
      name: "Alfredo Pasta",
      quantity: 2,
      unit_price: 12,
      modifiers: [{ modifier_id: "mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", name: "Extra cheese", price: 1.5, quantity: 1 }],
      special_instructions: "No onions",
      total: 27,
    },
  ],
  subtotal: 27,
  discount: 0,
  tax: 2.7,
  shipping: 0,
  tip: 5,
  total: 34.7,
  currency: "USD",
  payment_status: "captured",
  created_at: "2027-01-24T17:00:00.000Z",
  updated_at: "2027-01-24T17:00:00.000Z",
};

/** An order of this surface, in a list and alone. */
export const orderExample = { listed, single: { ...listed, promo_applied: null } };

/** What an order would cost: the seed's own numbers. */
export const totalExample = {
  subtotal: 24.99,
  tax: 2.25,
  discount: 2.5,
  tip: 0,
  total: 24.74,
  promo_applied: { code: "SAVE10", discount: 2.5, description: "10% off your order" },
};
