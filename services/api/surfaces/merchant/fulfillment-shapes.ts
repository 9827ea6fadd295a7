import type { Fulfillment, Order } from "../../../contracts.ts";
import { postalAddress } from "../shared/address.ts";
import { fulfillmentStatus, orderFulfillmentStatus } from "../shared/enumerations.ts";
import { count, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

const fulfillmentItem = shape<Fulfillment["items"][number]>("FulfillmentItem").with({
  id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
  selling_price: orNull(money(100), "The merchant's own note for the label."),
});

const recipient = shape<NonNullable<Fulfillment["customer"]>>("FulfillmentCustomer").with({
  name: text("Anjali Patel"),
  phone: textOrNull("+918765432109"),
  address: orNull(postalAddress),
});

const deliveryPerson = shape<NonNullable<Fulfillment["delivery_person"]>>("DeliveryPerson").with({
  name: text("Rider Rahul"),
  phone: textOrNull("+919876543210"),
});

/** A fulfilment as merchants read it. */
export const fulfillment = shape<Fulfillment>("Fulfillment").with({
  id: id("ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  order_id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  status: oneOf(fulfillmentStatus, "pending"),
  items: list(fulfillmentItem),
  awb: textOrNull("1Z999AA10123456784"),
  tracking_url: textOrNull("https://www.ups.com/track?tracknum=1Z999AA10123456784"),
  provider_id: textOrNull(null, "The courier that was booked; null for one that the merchant arranges."),
  shipping_method: textOrNull("Self-Delivery"),
  customer: orNull(recipient),
  delivery_person: orNull(deliveryPerson),
  pickup_address: orNull(postalAddress).showing({
    ...postalAddress.example,
    type: "OFFICE",
    name: "Central Kitchen",
    line1: "456 Business Hub",
    line2: null,
    coordinates: null,
  }),
  created_at: time("2025-06-15T11:00:00.000Z"),
  updated_at: time("2025-06-15T11:00:00.000Z"),
});

/** The answer of a write: the fulfilment, and its order's fulfilment status. */
export const writtenFulfillment = shape<Fulfillment & Pick<Order, "fulfillment_status">>("WrittenFulfillment").with({
  ...fulfillment.fields,
  fulfillment_status: oneOf(orderFulfillmentStatus, "fulfilled", "The order's, as this left it."),
});
