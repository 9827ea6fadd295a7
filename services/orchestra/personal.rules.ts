// Personal fields of orders, fulfilments, customers and addresses, at any depth of a run's input and steps.
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
  "first_name",
  "last_name",
  "email",
  "pending_email",
  "phone",
  "pending_phone",
  "birthday",
  "preferences",
  "address_json",
  "line1",
  "line2",
  "area",
  "postal_code",
  "coordinates",
]);

/** True for a personal field. In other workflows a reason is a code or written by staff; here the customer writes it. */
export const isPersonal = (field: string, workflow: string, holder: object): boolean =>
  personal.has(field) ||
  (field === "name" && "is_default_shipping" in holder) ||
  (field === "reason" && workflow === "orchestra.cancelOwnOrder");
