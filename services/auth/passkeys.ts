import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Database } from "../../mixins/db/database.ts";
import { fail } from "./auth.errors.ts";
import { type ChallengeFor, challengeMs, endOf, newChallenge } from "./challenges.ts";
import type { PasskeyRow } from "./store/passkeys.ts";
import { fetchRules } from "./store/rules.ts";

// Loaded by the first passkey: most processes meet none, and it brings a reader of certificates along.
const library = () => import("@simplewebauthn/server");

/** The most passkeys of a customer. */
export const mostPasskeys = 20;

/** The site that passkeys of a store are for. */
export interface Site {
  rp_id: string;
  origins: string[];
}

/** The site of a store's settings. Throws `passkeys_not_set_up`. */
export async function siteOf(db: Database, store_id: number): Promise<Site> {
  const { passkey_domain, passkey_origins } = await fetchRules(db, store_id);
  if (!passkey_domain) throw fail("passkeys_not_set_up");
  return { rp_id: passkey_domain, origins: passkey_origins ?? [`https://${passkey_domain}`] };
}

/** What a browser needs to register a passkey. */
export async function registrationOptions(
  site: Site,
  owner: { store_id: number; customer_id: string },
  { store_name, label, known }: { store_name: string; label: string; known: PasskeyRow[] },
) {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: store_name,
    rpID: site.rp_id,
    userID: new Uint8Array(Buffer.from(owner.customer_id)),
    userName: label,
    challenge: new Uint8Array(newChallenge({ ...owner, purpose: "register" })),
    timeout: challengeMs,
    attestationType: "none",
    excludeCredentials: known.map(({ credential_id, transports }) => ({
      id: credential_id,
      transports: transports === "" ? [] : transports.split(" "),
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    // EdDSA, ES256, RS256: what every runtime verifies.
    supportedAlgorithmIDs: [-8, -7, -257],
  });
}

/** What a browser needs to sign in with a passkey; whose, the passkey says. */
export async function signInOptions(site: Site, store_id: number) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: site.rp_id,
    challenge: new Uint8Array(newChallenge({ store_id, purpose: "sign-in" })),
    timeout: challengeMs,
    userVerification: "required",
  });
}

/** A challenge that an authenticator has signed: to be used up with what it is for. */
export interface Signed {
  challenge: string;
  ends: number;
}

/** Checks a new passkey. Throws `invalid_passkey`. */
export async function checkRegistration(site: Site, of: ChallengeFor, response: RegistrationResponseJSON) {
  const { verifyRegistrationResponse } = await library();
  await assertUnattested(response);
  const signed = challengeCheck(of);
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: signed.isExpected,
    expectedOrigin: site.origins,
    expectedRPID: site.rp_id,
    requireUserVerification: true,
    supportedAlgorithmIDs: [-8, -7, -257],
  }).catch(refuse);
  if (!registrationInfo) throw fail("invalid_passkey");
  const { credential, credentialBackedUp } = registrationInfo;
  return { credential, backed_up: credentialBackedUp, signed: signed.used() };
}

// Certificates that a client sends name addresses which the library would ask for revocations.
async function assertUnattested({ response }: RegistrationResponseJSON): Promise<void> {
  const { decodeAttestationObject } = await import("@simplewebauthn/server/helpers");
  try {
    const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, "base64url")));
    const hasCertificates = decoded.get("attStmt").get("x5c") !== undefined;
    if (["none", "packed"].includes(decoded.get("fmt")) && !hasCertificates) return;
  } catch {
    // No CBOR, or none of the kind.
  }
  throw fail("invalid_passkey");
}

/** Checks a use of a passkey. Throws `invalid_passkey`. */
export async function checkUse(site: Site, of: ChallengeFor, row: PasskeyRow, response: AuthenticationResponseJSON) {
  const { verifyAuthenticationResponse } = await library();
  const { userHandle } = response.response;
  if (userHandle !== undefined && Buffer.from(userHandle, "base64url").toString() !== row.customer_id)
    throw fail("invalid_passkey");
  const signed = challengeCheck(of);
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: signed.isExpected,
    expectedOrigin: site.origins,
    expectedRPID: site.rp_id,
    credential: {
      id: row.credential_id,
      publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")),
      counter: row.counter,
    },
    requireUserVerification: true,
  }).catch(refuse);
  if (!verified) throw fail("invalid_passkey");
  const { newCounter, credentialBackedUp } = authenticationInfo;
  return { counter: newCounter, backed_up: credentialBackedUp, signed: signed.used() };
}

function challengeCheck(of: ChallengeFor) {
  let found: Signed | undefined;
  return {
    isExpected(challenge: string): boolean {
      const ends = endOf(challenge, of);
      if (ends !== undefined) found = { challenge, ends };
      return found !== undefined;
    },
    used(): Signed {
      if (!found) throw fail("invalid_passkey");
      return found;
    },
  };
}

// The library's messages are about the client's mistake, and quote its values.
const refuse = () => {
  throw fail("invalid_passkey");
};
