// Personal fields of orders and fulfilments, at any depth of a run's input and steps.
const personal = new Set([
  "contact",
  "customer",
  "recipient",
  "shipping_address",
  "note",
  "details",
  "cancel_reason_details",
  "feedback",
  "return_reason",
]);

/** True for a personal field. In other workflows a reason is a code or written by staff; here the customer writes it. */
export const isPersonal = (field: string, workflow: string): boolean =>
  personal.has(field) || (field === "reason" && workflow === "orchestra.cancelOwnOrder");
