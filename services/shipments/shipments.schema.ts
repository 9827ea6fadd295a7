import Joi from "joi";
import { postalAddress } from "../../mixins/values/postal-address.ts";
import { fulfillmentStatuses } from "./shipments.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

const id = Joi.string().max(40);
const key = Joi.string().max(191);
const text = Joi.string().allow("", null).max(255);
const ofOrder = { store_id: Joi.number().integer().required(), order_id: id.required() };
const write = { ...ofOrder, idempotency_key: key.required(), fulfillment_id: id.required() };

const address = postalAddress.allow(null);
const person = { name: Joi.string().allow("").max(511).required(), phone: text };
const deliveryPerson = Joi.object(person).allow(null);
const recipient = Joi.object({ ...person, address }).allow(null);
const item = Joi.object({
  id: id.required(),
  name: Joi.string().allow("").max(1_000).required(),
  quantity: Joi.number().integer().min(1).required(),
  selling_price: Joi.number().integer().min(0).allow(null).required(),
});
const tracking = { awb: text, tracking_url: Joi.string().allow("", null).max(2_048), shipping_method: text };

/** What each action of the shipments service takes. */
export const params = {
  ofOrder: Joi.object(ofOrder),
  create: Joi.object({
    ...write,
    tenant_id: id.required(),
    customer_id: id.allow(null).required(),
    fulfillment: Joi.object({
      ...tracking,
      items: Joi.array().items(item).min(1).required(),
      provider_id: Joi.string().max(64).allow(null),
      customer: recipient,
      delivery_person: deliveryPerson,
      pickup_address: address,
    }).required(),
  }),
  update: Joi.object({
    ...write,
    changes: Joi.object({
      ...tracking,
      status: Joi.string().valid(...fulfillmentStatuses),
      delivery_person: deliveryPerson,
    }).required(),
  }),
  cancel: Joi.object({ ...write, undoes: key }),
};
