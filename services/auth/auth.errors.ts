import { Errors } from "moleculer";
import { errorsOf } from "../../mixins/errors.ts";

/**
 * What the auth service refuses, and how it says so. The types are RFC 6749's own (§5.2), and so are their statuses, so
 * that the token endpoint passes them on. An app that is not installed where it asks is `unauthorized_client`: it is who
 * it says, and may not have this grant there. `invalid_grant` would speak of a code or a refresh token, of which client
 * credentials have none.
 */
export const authErrors = {
  invalid_client: [401, "The client is not known, or its secret is wrong."],
  unauthorized_client: [400, "The app is not installed in this store."],
  invalid_scope: [400, "The app was not granted every scope that it asks for."],
  invalid_request: [400, "The app is installed in several stores: name one by store_id."],
} as const;

export const fail = errorsOf(authErrors);

/** A credential that opens nothing; the message says what is wrong with it. */
export function invalidToken(message: string) {
  return new Errors.MoleculerError(message, 401, "invalid_token");
}
