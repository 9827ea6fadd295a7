// What the documents show of a shopper's orders.

const item = {
  product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  sku: "PASTA-ALFREDO",
  name: "Alfredo Pasta",
  quantity: 2,
};

const address = {
  type: "HOME",
  name: "John Doe",
  phone: "+919999999999",
  line1: "123 Main Street",
  line2: "Apartment 4B",
  city: "Mumbai",
  area: null,
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
  coordinates: { latitude: 19.076, longitude: 72.8777 },
};

/** An order in a shopper's history. */
export const summaryExample = {
  id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  order_number: "A-1045",
  order_date: "2025-06-15T10:30:00.000Z",
  status: "delivered",
  payment_status: "captured",
  financial_status: "paid",
  fulfillment_status: "fulfilled",
  currency: "BDT",
  grand_total: 66.17,
  updated_at: "2025-06-17T09:00:00.000Z",
  item_count: 2,
  primary_items: [item],
};

/** An order with everything. */
export const detailExample = {
  ...summaryExample,
  order_type: "SHIP",
  scheduled_time: null,
  delivered_at: "2025-06-17T09:00:00.000Z",
  items: [
    {
      id: "oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF",
      ...item,
      cancelled_quantity: 0,
      returned_quantity: 0,
      unit_price: 30,
      total: 60,
      modifiers: [],
      special_instructions: null,
    },
  ],
  sub_total: 60,
  discount: 0,
  tax: 6.17,
  shipping: 0,
  tip: 0,
  promotion: null,
  payment_method: "card",
  amount_paid: 66.17,
  amount_refunded: 0,
  amount_due: 0,
  shipping_method: "Standard delivery",
  shipping_address: address,
  cancellation: null,
  is_cancellation_allowed: false,
  is_return_allowed: true,
  is_retry_available: false,
};

/** A parcel. */
export const shipmentExample = {
  id: "ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CG",
  status: "delivered",
  courier: null,
  shipping_method: "Self-Delivery",
  tracking_number: "1Z999AA10123456784",
  tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784",
  items: [{ id: "oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF", name: "Alfredo Pasta", quantity: 2 }],
  created_at: "2025-06-16T08:00:00.000Z",
  updated_at: "2025-06-17T09:00:00.000Z",
};

/** A payment. */
export const paymentExample = {
  id: "pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE",
  method: "card",
  status: "captured",
  amount: 66.17,
  captured: 66.17,
  refunded: 0,
  currency: "BDT",
  created_at: "2025-06-15T10:30:00.000Z",
  updated_at: "2025-06-15T10:30:00.000Z",
};

/** A refund. */
export const refundExample = {
  id: "ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CH",
  payment_id: paymentExample.id,
  status: "succeeded",
  amount: 33.09,
  currency: "BDT",
  created_at: "2025-06-20T12:00:00.000Z",
  updated_at: "2025-06-20T12:00:00.000Z",
};
