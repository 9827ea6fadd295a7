import type { Person } from "../../mixins/actions/erasure.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { SessionClient, SessionTokens } from "../contracts.ts";
import { sessionTokenSeconds } from "./accounts.rules.ts";
import { fail } from "./auth.errors.ts";
import { networkHash } from "./clients.ts";
import { newDeviceToken, newRefreshToken } from "./secrets.ts";
import { keepDevice } from "./store/devices.ts";
import { assertNotErased } from "./store/erasures.ts";
import { insertSession } from "./store/sessions.ts";
import { canSign, signToken } from "./tokens.ts";

/** The customer whose session starts, and the client that it is used from. */
export interface Beginning extends Person {
  tenant_id: string;
  client: SessionClient;
}

/** What only the answer of a sign-in has: of these a hash is stored. */
interface SessionSecrets {
  session_id: string;
  refresh_token: string;
  device_token?: string;
}

/**
 * Starts a session and publishes it; returns its id, its first refresh token and the token of the device. Throws
 * `invalid_token` when the customer is erased.
 */
export async function beginSession(
  { db, tx, publish }: TransactionContext,
  { tenant_id, client, ...owner }: Beginning,
): Promise<Required<SessionSecrets>> {
  const session = { public_id: newId("ses"), refresh_token: newRefreshToken() };
  await insertSession(db, tx, owner, { ...session, tenant_id, client });
  const { store_id, customer_id } = owner;
  const device = { shown: client.device_token, next: newDeviceToken(), network_hash: networkHash(client) };
  const isNew = await keepDevice(db, tx, owner, device);
  await assertNotErased(db, tx, owner);
  publish({
    name: "session.started",
    store_id,
    tenant_id,
    aggregate: { type: "session", id: session.public_id, version: 1 },
    data: { customer_id },
  });
  const device_token = isNew ? device.next : (client.device_token ?? "");
  return { session_id: session.public_id, refresh_token: session.refresh_token, device_token };
}

/** The tokens of a session: a short-lived access token, and the refresh token for the next one. */
export function tokensOf({ store_id, customer_id }: Person, secrets: SessionSecrets): SessionTokens {
  const { session_id, refresh_token, device_token } = secrets;
  const claims = { sub: customer_id, store_id, sid: session_id };
  const access_token = signToken("storefront", claims, sessionTokenSeconds);
  const tokens = { customer_id, store_id, session_id, access_token, refresh_token, expires_in: sessionTokenSeconds };
  return device_token ? { ...tokens, device_token } : tokens;
}

/** Checks that this installation can sign tokens, for which it needs the private key. Throws `service_unavailable`. */
export function assertSignsIn(): void {
  if (!canSign) throw fail("service_unavailable");
}
