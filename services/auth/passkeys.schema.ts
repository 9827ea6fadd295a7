import * as t from "../../mixins/actions/params.ts";
import { sessionClient as client, passkeyAssertion, passkeyAttestation } from "../contracts/auth.ts";

const tenant = { tenant_id: t.id() };
const sign_in = t.object(t.partial({ session_id: t.id(), signed_in_at: t.integer() }));
const own = { ...t.ofCustomer, ...tenant, sign_in };

/** What the actions about passkeys take. */
export const passkeyParams = {
  passkeyOptions: t.object({ ...own, store_name: t.text(255), label: t.text(320) }),
  createPasskey: t.object({
    ...own,
    name: t.string(100),
    response: passkeyAttestation,
    second_factor: t.optional(t.text(100)),
  }),
  passkeys: t.object(t.ofCustomer),
  deletePasskey: t.object({ ...own, passkey_id: t.id() }),
  passkeySignInOptions: t.object(t.inStore),
  logInByPasskey: t.object({ ...t.inStore, ...tenant, response: passkeyAssertion, client }),
};
