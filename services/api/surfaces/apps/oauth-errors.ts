import type { Answer } from "../../endpoint.ts";
import type { Failure } from "../../errors.ts";

/** Headers of every answer of the token endpoint: tokens must not be stored (RFC 6749 §5.1). */
export const notKept = { "Cache-Control": "no-store", Pragma: "no-cache" };

/** A failure in the form of RFC 6749 §5.2. */
export function oauthFailure({ status, code, message }: Failure): Answer {
  return {
    status,
    headers: { ...notKept, ...(status === 401 ? { "WWW-Authenticate": 'Basic realm="apps"' } : {}) },
    body: { error: errorOf(status, code), error_description: describable(message) },
  };
}

// The error codes of the RFC; other failures become `invalid_request` or `server_error`.
const codes = ["invalid_client", "invalid_scope", "unsupported_grant_type", "unauthorized_client", "invalid_grant"];

function errorOf(status: number, code: string): string {
  if (codes.includes(code)) return code;
  if (status === 503) return "temporarily_unavailable";
  return status >= 500 ? "server_error" : "invalid_request";
}

/** A text with only the characters that `error_description` may have: %x20-21, %x23-5B, %x5D-7E. */
export const describable = (text: string): string =>
  text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, "?");
