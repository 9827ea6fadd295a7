import Joi from "joi";
import type { Surface } from "../contracts.ts";
import { roles } from "./auth.rules.ts";

const text = Joi.string().max(200).required();
const storeId = Joi.number().integer().positive().required();

// An audience of several, which JWT allows, would let one token open several surfaces.
const claims = (surface: Surface, own: Joi.SchemaMap) =>
  Joi.object({ aud: Joi.valid(surface).required(), exp: Joi.number().required(), ...own });

/** What a JWT of each surface must say (contract §1). Claims beside these are nobody's matter here. */
export const claimSchemas = {
  merchant: claims("merchant", { sub: text, tenant_id: text, domain_ids: Joi.array().items(Joi.string()).required() }),
  storefront: claims("storefront", {
    sub: text.pattern(/^cust_/, "cust_…"),
    store_id: storeId,
    sid: Joi.string().max(64),
  }),
  commerce: claims("commerce", {
    sub: text,
    tenant_id: text,
    store_id: storeId,
    roles: Joi.array()
      .items(Joi.string().valid(...roles))
      .min(1)
      .required(),
  }),
};
