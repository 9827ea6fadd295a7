// What each step is called where people read of it: traces and the journal. The words are those of the product's
// own description of these operations.
const titles: Record<string, string> = {
  "orders.get": "Get order details",
  "orders.setStatus": "Update order status",
  "orders.cancel": "Set status: cancelled",
  "orders.recordPayment": "Record how the money stands",
  "orders.claimFulfillment": "Validate line items exist and quantities are valid",
  "orders.confirmFulfillment": "Update order fulfillment status",
  "orders.setFulfillmentStatus": "Update fulfillment status",
  "orders.touch": "Update order",
  "orders.bulkSetStatus": "Batch database updates",
  "orders.bulkTag": "Batch database updates",
  "payments.ofOrder": "Get payment status",
  "payments.void": "Void authorization",
  "payments.refund": "Refund",
  "inventory.restore": "Add items back to inventory",
  "shipments.ofOrder": "Get fulfillments",
  "shipments.create": "Create shipment with tracking",
  "shipments.update": "Update shipment",
  "shipments.cancel": "Cancel each fulfillment",
  "orders.claimReturn": "Validate what may come back",
  "orders.releaseReturn": "Let go of what was to come back",
  "orders.confirmReturn": "Count what came back",
  "returns.create": "Create return",
  "returns.setStatus": "Update return status",
  "returns.settle": "Record what the customer got",
  "loyalty.adjust": "Adjust points",
  "loyalty.redeem": "Redeem points",
  "loyalty.returnRedemption": "Give points back",
  "notifications.notify": "Send email/SMS",
  "cache.get": "Check if order is cached",
  "cache.set": "Cache complete order",
  "cache.delete": "Invalidate order cache",
};

/** The title of a step, by its action. */
export const titleOf = (name: string): string => titles[name] ?? name;
