import Joi from "joi";
import { knownScopes } from "./auth.rules.ts";

// What a caller shows as a credential: whatever it is, it is answered as one that is wrong, not as a bad request.
const shown = Joi.string().allow("").required();
const storeId = Joi.number().integer();
const asked = Joi.array().items(Joi.string().max(100)).max(50);

/** What each action of the auth service takes. */
export const params = {
  verifyJwt: Joi.object({ token: shown, surface: Joi.valid("merchant", "storefront", "commerce").required() }),
  verifyClient: Joi.object({ client_id: shown, client_secret: shown, store_id: storeId.required() }),
  verifyAccessToken: Joi.object({ access_token: shown }),
  issueAccessToken: Joi.object({ client_id: shown, client_secret: shown, store_id: storeId, scopes: asked }),
  grantAccessToken: Joi.object({ client_id: shown, store_id: storeId.required(), scopes: asked }),
  createApp: Joi.object({
    idempotency_key: Joi.string().max(191).required(),
    name: Joi.string().max(255).required(),
    store_ids: Joi.array().items(storeId.positive()).min(1).max(1_000).unique().required(),
    tenant_ids: Joi.array().items(Joi.string().max(64)).length(Joi.ref("store_ids.length")),
    scopes: Joi.array()
      .items(Joi.string().valid(...knownScopes))
      .min(1)
      .unique()
      .required(),
  }),
};
