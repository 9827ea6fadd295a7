import Joi from "joi";
import { largestQuantity } from "./inventory.rules.ts";

// Parameters of this service's actions, as other services send them. What a client may send is the surfaces' matter.

// MariaDB compares without the spaces at the end: a SKU with them would be another one here and the same one there.
const sku = Joi.string()
  .max(64)
  .pattern(/^\S(.*\S)?$/)
  .required();
const id = Joi.string().max(64);
const base = { store_id: Joi.number().integer().required() };
const write = { ...base, tenant_id: id.required(), idempotency_key: Joi.string().max(191).required() };
const forReference = { ...write, reference: id.required(), location_id: id };
const limit = Joi.number().integer().min(1).max(1_000).required();
const quantity = Joi.number().integer().max(largestQuantity);
// An order may name anything: what is kept of no such SKU is passed over, and refuses nothing.
const line = { sku: Joi.string().allow("").max(255).required(), quantity: quantity.min(1).required() };
const lines = Joi.array().items(Joi.object(line)).max(1_000).required();

/** What each action of the inventory service takes. */
export const params = {
  get: Joi.object({ ...base, sku: id.required(), location_id: id }),
  movements: Joi.object({
    ...base,
    sku: id.required(),
    page: Joi.number().integer().min(1),
    cursor: Joi.string().max(1_000),
    limit,
  }),
  set: Joi.object({
    ...write,
    sku,
    location_id: id,
    on_hand: quantity.min(0),
    adjust: quantity.min(-largestQuantity),
    reason: Joi.string().allow("").max(500),
    if_versions: Joi.array().items(Joi.number().integer()),
  }).xor("on_hand", "adjust"),
  reserve: Joi.object({ ...forReference, lines }),
  release: Joi.object({ ...forReference, undoes: Joi.string().max(191) }),
  commit: Joi.object(forReference),
  restore: Joi.object({ ...forReference, lines, taken_for: id }),
  check: Joi.object({ ...base, after: id.allow(""), limit }),
};
