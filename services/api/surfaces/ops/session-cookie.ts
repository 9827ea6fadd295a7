import { env } from "../../../../config/env.ts";

/** The cookie of a console's session. */
export const sessionCookie = "seller_orchestra_ops";

/** The header that sets it: no script reads it, no other site sends it, and nothing but the operations surface gets it. */
export function sessionCookieOf(token: string, seconds: number): string {
  return cookieOf(sessionCookie, token, seconds, "Strict", "/ops/v1");
}

/** The header that sets a cookie which scripts cannot read; over TLS only where the product is reached by it. */
export function cookieOf(name: string, value: string, seconds: number, site: "Strict" | "Lax", path: string): string {
  const isSecure = env.PUBLIC_URL?.startsWith("https:") ?? false;
  return `${name}=${value}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=${site}${isSecure ? "; Secure" : ""}`;
}
