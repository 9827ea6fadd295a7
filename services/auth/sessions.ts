import { randomBytes } from "node:crypto";
import type { Transaction } from "sequelize";
import type { Database } from "../../mixins/db/database.ts";
import type { Publish } from "../../mixins/messaging/outbox.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { SessionClient, SessionTokens } from "../contracts.ts";
import { sessionTokenSeconds } from "./accounts.rules.ts";
import { fail } from "./auth.errors.ts";
import type { Owner } from "./store/accounts.ts";
import { insertSession } from "./store/sessions.ts";
import { canSign, signToken } from "./tokens.ts";

/** Who begins a session, and from where. */
export interface Beginning extends Owner {
  tenant_id: string;
  client: SessionClient;
}

/** Makes an opaque refresh token: 256 random bits. */
export const newRefreshToken = () => `sx_rt_${randomBytes(32).toString("base64url")}`;

/** Begins a session and tells of it; answers its id and its first refresh token. */
export async function beginSession(
  db: Database,
  tx: Transaction,
  publish: Publish,
  { tenant_id, client, ...owner }: Beginning,
): Promise<{ session_id: string; refresh_token: string }> {
  const session = { public_id: newId("ses"), refresh_token: newRefreshToken() };
  await insertSession(db, tx, owner, { ...session, client });
  const { store_id, customer_id } = owner;
  publish({
    name: "session.started",
    store_id,
    tenant_id,
    aggregate: { type: "session", id: session.public_id, version: 1 },
    data: { customer_id },
  });
  return { session_id: session.public_id, refresh_token: session.refresh_token };
}

/** What the holder of a session is given: a short token to call with, and one to get the next by. */
export function tokensOf({ store_id, customer_id }: Owner, session_id: string, refresh_token: string): SessionTokens {
  const claims = { sub: customer_id, store_id, sid: session_id };
  const access_token = signToken("storefront", claims, sessionTokenSeconds);
  return { customer_id, store_id, session_id, access_token, refresh_token, expires_in: sessionTokenSeconds };
}

/** Checks that customers sign in here, and not where the private key is. Throws `service_unavailable`. */
export function assertSignsIn(): void {
  if (!canSign) throw fail("service_unavailable");
}
