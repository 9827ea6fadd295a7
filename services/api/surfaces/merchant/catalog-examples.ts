// What the documents show: products of the demo store, what lies on its shelves, where it sells and what it takes off.

const times = { created_at: "2025-01-20T06:30:00.000Z", updated_at: "2025-06-15T10:30:00.000Z" };

/** A product. */
export const productExample = {
  id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  menu_item_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  sku: "PASTA-ALFREDO",
  name: "Alfredo Pasta",
  description: "Fettuccine in cream and parmesan.",
  price: 450,
  tax_class: "standard",
  active: true,
  track_stock: true,
  modifiers: [{ id: "mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CK", name: "Extra cheese", price: 60 }],
  ...times,
};

/** What is in stock of a SKU. */
export const stockExample = { sku: "PASTA-ALFREDO", on_hand: 240, reserved: 12, available: 228, ...times };

/** A line of a SKU's ledger. */
export const movementExample = {
  id: "mov_01JK7MZ3Q4N8T2V6X0Y1A5B9CM",
  type: "adjust",
  quantity: -2,
  reference: null,
  reason: "Two were broken",
  at: "2025-06-15T10:30:00.000Z",
};

/** A promotion. */
export const promotionExample = {
  id: "promo_01JK7MZ3Q4N8T2V6X0Y1A5B9CN",
  code: "SAVE10",
  type: "percentage",
  value: 10,
  description: "10% off your order",
  min_subtotal: 0,
  starts_at: null,
  ends_at: "2026-12-31T18:00:00.000Z",
  usage_limit: 1000,
  per_customer_limit: 1,
  times_used: 37,
  active: true,
  ...times,
};

/** A location. */
export const locationExample = {
  id: "loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CP",
  name: "Gulshan Kitchen",
  address: {
    type: null,
    name: null,
    phone: null,
    line1: "House 12, Road 45",
    line2: null,
    city: "Dhaka",
    area: "Gulshan 2",
    state: null,
    postal_code: "1212",
    country: "Bangladesh",
    country_code: "BD",
    coordinates: { latitude: 23.7925, longitude: 90.4078 },
  },
  tax_rate: 0.1,
  timezone: "Asia/Dhaka",
  order_types: ["PICKUP", "DELIVERY", "DINE_IN"],
  ...times,
};
