import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { env } from "../../config/env.ts";
import { hostOf } from "../../mixins/values/networks.ts";
import { fail } from "./webhooks.errors.ts";

/** On a developer's machine, events may go to a program of the same machine. */
export const allowsLoopback = env.NODE_ENV !== "production";

/**
 * Checks what can be checked of a URL before it is used: HTTPS on port 443 (HTTP on port 80 with `WEBHOOK_HTTP=allow`),
 * no user or fragment, a host that is not a private address by its own text. Throws `webhook_url_refused`.
 */
export function assertSendable(text: string): void {
  const reason = refusalOf(text);
  if (reason) throw fail("webhook_url_refused", [{ path: "url", message: reason }]);
}

function refusalOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url) return "must be an absolute URL";
  if (url.username || url.password || url.hash) return "must have no user, password or fragment";
  const host = hostOf(url);
  if (isIP(host) ? !isPublic(host) : isLocalName(host))
    return "must be an address of the public network, not a private, local or reserved one";
  if (allowsLoopback && isLoopback(host)) return undefined;
  if (url.protocol === "https:" && url.port === "") return undefined;
  if (url.protocol === "http:" && url.port === "" && env.WEBHOOK_HTTP === "allow") return undefined;
  return allowsLoopback ? `${secureOnly}; in development also http at localhost or 127.0.0.1` : secureOnly;
}

const secureOnly = "must be https, on port 443";

const isLoopback = (host: string) => host === "localhost" || (isIP(host) !== 0 && rangeOf(host) === "loopback");

const isLocalName = (host: string) =>
  /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) && !(allowsLoopback && host === "localhost");

// Public by its range, and yet not of the public network: the host of a virtual machine at Azure answers there.
const notPublic = new Set(["168.63.129.16"]);
// All global unicast of IPv6 (RFC 4291). What is outside of it has no range of its own: `::a00:1` is 10.0.0.1.
const [globalUnicast, prefix] = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * True for an address that events may be sent to: one of the public network. An IPv4 address inside an IPv6 one is judged
 * by itself; translation prefixes are refused whole.
 */
export function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  const range = address.range();
  if (allowsLoopback && range === "loopback") return true;
  const isGlobal = address instanceof ipaddr.IPv4 || address.match(globalUnicast, prefix);
  return range === "unicast" && isGlobal && !notPublic.has(address.toString());
}

const rangeOf = (address: string) => (ipaddr.isValid(address) ? ipaddr.process(address).range() : "invalid");

/** Thrown by a lookup, or before a connection, when an address is not public. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} is not an address of the public network.`);
  }
}
