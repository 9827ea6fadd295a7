import * as t from "../../mixins/actions/params.ts";
import type { Surface } from "../contracts.ts";

const text = t.string(200);
const storeId = t.integer().positive();

// An audience of several, which JWT allows, would let one token open several surfaces. Some issuers write one as a list.
const claims = (surface: Surface) => ({
  aud: t.anyOf(
    t.oneOf([surface]),
    t
      .list(t.oneOf([surface]))
      .min(1)
      .max(1),
  ),
  exp: t.number(),
  ...t.partial({ iat: t.number(), auth_time: t.number() }),
});

/** What a JWT of each surface must say (contract §1). Claims beside these are nobody's matter here. */
export const claimSchemas = {
  merchant: t.object({ ...claims("merchant"), sub: text, tenant_id: text, domain_ids: t.list(t.string()) }),
  storefront: t.object({
    ...claims("storefront"),
    sub: t.string(200).pattern(/^cust_/, "cust_…"),
    store_id: storeId,
    sid: t.optional(t.string(64)),
  }),
  commerce: t.object({
    ...claims("commerce"),
    sub: text,
    tenant_id: text,
    store_id: storeId,
    // Issuers add roles of other systems, which give nothing here.
    roles: t.list(t.string(200)).min(1),
  }),
  ops: t.object({ ...claims("ops"), sub: text, ops_roles: t.list(t.string(64)), sid: t.optional(t.string(64)) }),
};

/** What a JWT says. */
export type Claims = t.TypeOf<(typeof claimSchemas)[Surface]>;
