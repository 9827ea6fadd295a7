// What the documents show: the demo store's first customer.

/** A customer. */
export const customerExample = {
  id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  tenant_id: "ten_demo",
  email: "rahim@example.com",
  phone: "01712345678",
  registration_source: "EMAIL_PASSWORD",
  enabled: true,
  approved: true,
  email_verified: true,
  phone_verified: false,
  first_name: "Rahim",
  last_name: "Ahmed",
  group_id: "grp_01JK7MZ3Q4N8T2V6X0Y1A5B9CE",
  group_name: "Wholesale",
  last_active_on: "2026-11-01T08:15:00.000Z",
  total_orders: 12,
  total_order_amount: 18500,
  status: "active",
  created_at: "2025-01-20T06:30:00.000Z",
  updated_at: "2025-06-15T10:30:00.000Z",
};

/** An address. */
export const addressExample = {
  id: "addr_01JK7MZ3Q4N8T2V6X0Y1A5B9CF",
  type: "HOME",
  name: "Rahim Ahmed",
  phone: "01712345678",
  line1: "123 Main Street",
  line2: "Apartment 4B",
  city: "Dhaka",
  area: "Gulshan",
  state: null,
  postal_code: "1212",
  country: "Bangladesh",
  country_code: "BD",
  coordinates: { latitude: 23.7925, longitude: 90.4078 },
  is_default_billing: true,
  is_default_shipping: true,
};

/** A customer group. */
export const groupExample = {
  id: "grp_01JK7MZ3Q4N8T2V6X0Y1A5B9CE",
  name: "Wholesale",
  created_at: "2025-01-20T06:30:00.000Z",
  updated_at: "2025-01-20T06:30:00.000Z",
};

/** An entry of the event log. */
export const eventExample = {
  id: "evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG",
  name: "customer.updated",
  entity_type: "customer",
  entity_id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  actor_type: "merchant",
  actor_id: "user_1",
  occurred_at: "2025-06-15T10:30:00.000Z",
  request_id: "req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH",
  before: { first_name: "Rahim" },
  after: { first_name: "Abdur Rahim" },
};
