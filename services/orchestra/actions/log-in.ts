import { action } from "../../../mixins/actions/action.ts";
import { addressOf, findSignedIn } from "../contact.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/sign-in.ts";
import { isStillEnabled } from "../still-enabled.ts";
import { profileOfSignIn } from "./get-profile.ts";

/** Logs a customer in by email address or phone number and password. Throws `invalid_credentials`, `rate_limited`. */
export const logIn = action(
  "orchestra.logIn",
  params.logIn,
  async ({ store, password, client, second_factor, ...named }, { call }) => {
    const { store_id, tenant_id } = store;
    const customer = await findSignedIn(call, store, named);
    // Also without an account, so that both take the same time.
    const tokens = await call("auth.logIn", {
      store_id,
      tenant_id,
      login: addressOf(named, store),
      customer_id: customer?.id ?? null,
      password,
      client,
      second_factor,
    });
    if (!(await isStillEnabled(call, tokens))) throw fail("invalid_credentials");
    return { tokens, profile: await profileOfSignIn(call, tokens, "invalid_credentials") };
  },
);

/** Logs a customer in by a passkey, which says whose it is. Throws `invalid_passkey`, `passkeys_not_set_up`. */
export const logInByPasskey = action(
  "orchestra.logInByPasskey",
  params.logInByPasskey,
  async ({ store, response, client }, { call }) => {
    const { store_id, tenant_id } = store;
    const tokens = await call("auth.logInByPasskey", { store_id, tenant_id, response, client });
    if (!(await isStillEnabled(call, tokens))) throw fail("invalid_passkey");
    return { tokens, profile: await profileOfSignIn(call, tokens, "invalid_passkey") };
  },
);
