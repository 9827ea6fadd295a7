import { action } from "../../../../mixins/actions/action.ts";
import { atHome } from "../../../../mixins/shards/across.ts";
import { fail } from "../../orchestra.errors.ts";
import { opsParams } from "../../schemas/ops.ts";

/** Ends the tokens of a user of a tenant, or of an operator. Throws `tenant_not_found`. */
export const revokeTokens = action(
  "orchestra.revokeTokens",
  opsParams.revokeTokens,
  async (request, { call }) => {
    const { tenant_id } = request;
    const stores = tenant_id === undefined ? [] : await call("stores.list", { tenant_id });
    if (tenant_id !== undefined && stores.length === 0) throw fail("tenant_not_found");
    return call("auth.revokeTokens", {
      ...request,
      stores: stores.map(({ store_id, tenant_id }) => ({ store_id, tenant_id })),
    });
  },
  atHome,
);
