import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { atHome } from "../../../mixins/shards/across.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/sign-in.ts";
import { profileOfSignIn } from "./get-profile.ts";

/** Continues a session by its refresh token. Throws `invalid_token`, `store_not_found`. */
export const refreshSession = action(
  "orchestra.refreshSession",
  params.refreshSession,
  async ({ refresh_token, store, client }, { call }) => {
    const named = store && (await call("stores.get", store).catch(asStoreNotFound));
    const own = named ? { store_id: named.store_id } : {};
    const tokens = await call("auth.refresh", { refresh_token, ...own, client });
    return { tokens, profile: await profileOfSignIn(call, tokens, "invalid_token") };
  },
  atHome,
);

function asStoreNotFound(error: unknown): never {
  throw isError(error, "domain_not_found") ? fail("store_not_found") : error;
}
