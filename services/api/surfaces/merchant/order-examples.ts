// What the documents show: the seed's own bodies, and answers that go with them.

const order_id = "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD";
const payment_id = "pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE";
const item_id = "oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF";

/** An order in a list. */
export const orderExample = {
  id: order_id,
  order_id: 1045,
  order_number: "A-1045",
  domain_id: "dom_demo",
  store_id: 22,
  customer_id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  status: "processing",
  payment_status: "captured",
  financial_status: "paid",
  fulfillment_status: "fulfilled",
  currency: "BDT",
  sub_total: 60,
  discount: 0,
  tax: 6.17,
  shipping: 0,
  tip: 0,
  grand_total: 66.17,
  payment_method: "card",
  tags: ["gift"],
  note: null,
  created_at: "2025-06-15T10:30:00.000Z",
  updated_at: "2025-06-15T11:00:00.000Z",
};

const deliveryAddress = {
  type: "HOME",
  name: "John Doe",
  phone: "+919999999999",
  line1: "123 Main Street",
  line2: "Apartment 4B",
  city: "Mumbai",
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
  coordinates: { latitude: 19.076, longitude: 72.8777 },
};

const pickupAddress = {
  type: "OFFICE",
  name: "Central Kitchen",
  phone: "+919999999999",
  line1: "456 Business Hub",
  city: "Mumbai",
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
};

/** A new fulfilment. */
export const newFulfillmentExample = {
  items: [{ id: "iid_001", name: "Alfredo Pasta", quantity: 2, selling_price: 100 }],
  awb: "1Z999AA10123456784",
  tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784",
  provider_id: null,
  shipping_method: "Self-Delivery",
  notify_customer: true,
  customer: { name: "Anjali Patel", phone: "+918765432109", address: deliveryAddress },
  delivery_person: { name: "Rider Rahul", phone: "+919876543210" },
  pickup_address: pickupAddress,
};

const { notify_customer: _told, ...fulfilled } = newFulfillmentExample;

/** A fulfilment. */
export const fulfillmentExample = {
  id: "ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CG",
  order_id,
  status: "pending",
  ...fulfilled,
  items: [{ id: item_id, name: "Alfredo Pasta", quantity: 2, selling_price: 100 }],
  customer: { ...fulfilled.customer, address: { ...deliveryAddress, area: null } },
  pickup_address: { ...pickupAddress, line2: null, area: null, coordinates: null },
  created_at: "2025-06-15T11:00:00.000Z",
  updated_at: "2025-06-15T11:00:00.000Z",
};

/** A refund. */
export const refundExample = {
  id: "ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CH",
  payment_id,
  amount: 66.17,
  status: "succeeded",
  currency: "BDT",
  reason: "customer_request",
  created_at: "2025-06-15T12:00:00.000Z",
};

/** A return that was asked for. */
export const returnExample = {
  id: "ret_01JK7MZ3Q4N8T2V6X0Y1A5B9CM",
  order_id,
  order_number: orderExample.order_number,
  customer_id: orderExample.customer_id,
  status: "requested",
  items: [
    {
      item_id,
      product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
      sku: "PASTA-ALFREDO",
      name: "Alfredo Pasta",
      quantity: 1,
      resolution: "refund",
      return_reason: "Arrived cold.",
      amount: 33.09,
    },
  ],
  shipping_address: { ...deliveryAddress, area: null },
  refund_amount: null,
  currency: "BDT",
  replacement_order_id: null,
  note: null,
  created_at: "2025-06-18T10:30:00.000Z",
  updated_at: "2025-06-18T10:30:00.000Z",
};

/** An order with everything. */
export const orderDetailExample = {
  ...orderExample,
  order_type: "DELIVERY",
  location_id: "loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CM",
  scheduled_time: null,
  items: [
    {
      id: item_id,
      product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
      sku: "PASTA-ALFREDO",
      name: "Alfredo Pasta",
      quantity: 2,
      fulfilled_quantity: 2,
      cancelled_quantity: 0,
      returned_quantity: 0,
      unit_price: 30,
      total: 60,
      modifiers: [],
      special_instructions: "No onions, please.",
    },
  ],
  customer: {
    id: orderExample.customer_id,
    name: "Anjali Patel",
    email: "anjali@example.com",
    phone: "+918765432109",
  },
  payments: [
    {
      id: payment_id,
      provider: "sandbox",
      method: "card",
      status: "captured",
      amount: 66.17,
      captured: 66.17,
      refunded: 0,
      currency: "BDT",
      created_at: "2025-06-15T10:30:00.000Z",
      updated_at: "2025-06-15T10:30:00.000Z",
    },
  ],
  refunds: [],
  shipping: { method: "Self-Delivery", cost: 0, address: { ...deliveryAddress, area: null } },
  fulfillments: [fulfillmentExample],
  returns: [],
  timeline: [
    {
      id: "evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CK",
      type: "order.created",
      at: "2025-06-15T10:30:00.000Z",
      actor: "customer:cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
      note: null,
      data: null,
    },
  ],
};

/** An order that was cancelled, with what came of it. */
export const cancelledExample = {
  ...orderExample,
  status: "cancelled",
  financial_status: "refunded",
  fulfillment_status: "unfulfilled",
  refund: refundExample,
  restocked: true,
  cancelled_fulfillments: [fulfillmentExample.id],
};
