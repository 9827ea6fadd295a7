// What the documents show: the seed's own examples.

const listed = {
  user_id: 301,
  store_id: 22,
  name: "Rahim Ahmed",
  email: "rahim@example.com",
  phone: "01712345678",
  address_json: { address: "123 Main St", city: "Dhaka" },
  is_guest: 0,
  created_at: "2025-01-20T06:30:00.000Z",
  updated_at: "2025-06-15T10:30:00.000Z",
};
const totals = { total_orders: 12, total_spent: 18500 };
const verification = { is_phone_verified: 1, is_email_verified: 0 };

/** A customer, as each answer shows it. */
export const customerExample = {
  listed: { ...listed, ...totals },
  single: { ...listed, ...verification, ...totals },
  updated: { ...listed, name: "Rahim Ahmed Khan", ...verification },
};

/** A new customer. */
export const createdExample = {
  user_id: 350,
  name: "Karim Hossain",
  phone: "01812345678",
  email: "karim@example.com",
  store_id: 22,
};

/** An order of a customer's history. */
export const orderExample = {
  order_id: 1045,
  store_id: 22,
  user_id: 301,
  order_status: "delivered",
  financial_status: "paid",
  fulfillment_status: "fulfilled",
  sub_total: 1500,
  tax: 0,
  shipping: 60,
  discount: 100,
  grand_total: 1460,
  payment_method: "cod",
  note: null,
  created_at: "2025-06-15T10:30:00.000Z",
  updated_at: "2025-06-18T14:00:00.000Z",
};
