import { Errors } from "moleculer";
import { errorsOf } from "../../mixins/actions/errors.ts";

/**
 * Errors of the auth service. Types and statuses are those of RFC 6749 (§5.2), so that the token endpoint passes them
 * on unchanged. An app that is not installed in the store is `unauthorized_client`: it is authenticated, but may not
 * have this grant there. `invalid_grant` is about a code or a refresh token, which client credentials do not have.
 */
export const authErrors = {
  invalid_client: [401, "The client is not known, or its secret is wrong."],
  unauthorized_client: [400, "The app is not installed in this store, or may not call from this network."],
  invalid_network: [422, "A network is an IP address, or one with the length of its prefix: 192.0.2.0/24."],
  invalid_scope: [400, "The app was not granted every scope that it asks for."],
  invalid_request: [400, "The app is installed in several stores: name one by store_id."],
  account_exists: [409, "The customer has an account already."],
  password_too_weak: [422, "The password is too easy to guess. Take one that is longer or less common."],
  invalid_credentials: [401, "The address or the password is wrong."],
  invalid_otp: [401, "The code is wrong, used up or expired. Ask for a new one."],
  password_breached: [422, "The password is in a list of passwords that were stolen elsewhere. Take another one."],
  second_factor_required: [401, "The customer has a second factor: send its code, or a recovery code, as well."],
  invalid_second_factor: [401, "The code of the second factor is wrong or was used before."],
  second_factor_exists: [409, "The customer has a second factor. Remove it before setting up another one."],
  second_factor_not_begun: [409, "No second factor was begun: ask for its secret first."],
  passkeys_not_set_up: [409, "The store has not said for which site its passkeys are."],
  invalid_passkey: [401, "The passkey is not known here, or its answer is not right. Ask for new options."],
  passkey_exists: [409, "The passkey is registered already."],
  too_many_passkeys: [409, "The customer has 20 passkeys: remove one first."],
  passkey_not_found: [404, "Passkey not found."],
  last_second_factor: [409, "The store requires a second factor, and this is the last: set another one up first."],
  recent_sign_in_required: [403, "You signed in too long ago for this. Send your password or a code, and repeat it."],
  undo_not_found: [404, "The change is not known, or is older than 72 hours."],
  app_not_found: [404, "There is no such app, or not in this store, or it is revoked."],
  sign_in_not_set_up: [404, "This way to sign in is not set up here."],
  sign_in_failed: [401, "The issuer did not confirm the sign-in. Try again."],
  not_an_operator: [403, "You are signed in, but do not have the role that opens the console."],
  session_not_found: [404, "Session not found."],
  service_unavailable: [503, "Sign-in is not set up here: JWT_PUBLIC_KEY is set and JWT_PRIVATE_KEY is not."],
} as const;

export const fail = errorsOf(authErrors);

/** The error of too many tries; `retry_after` is in seconds. */
export function rateLimited(retry_after: number) {
  return new Errors.MoleculerError(`Too many tries. Try again in ${retry_after} s.`, 429, "rate_limited", {
    retry_after,
  });
}

/** The error of an invalid credential; the message says what is wrong with it. */
export function invalidToken(message: string) {
  return new Errors.MoleculerError(message, 401, "invalid_token");
}
