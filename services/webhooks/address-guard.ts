import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { env } from "../../config/env.ts";
import { fail } from "./webhooks.errors.ts";

// On a developer's machine, events may go to a program of the same machine.
const allowsLoopback = env.NODE_ENV !== "production";

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
  return "must be https, on port 443";
}

/** The host of a URL; an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

const isLoopback = (host: string) => host === "localhost" || (isIP(host) !== 0 && rangeOf(host) === "loopback");

const isLocalName = (host: string) =>
  /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) && !(allowsLoopback && host === "localhost");

/**
 * True for an address that events may be sent to: one of the public network. An IPv4 address inside an IPv6 one is judged
 * by itself; translation prefixes are refused whole.
 */
export function isPublic(address: string): boolean {
  const range = rangeOf(address);
  return range === "unicast" || (allowsLoopback && range === "loopback");
}

const rangeOf = (address: string) => (ipaddr.isValid(address) ? ipaddr.process(address).range() : "invalid");

/** Thrown by a lookup, or before a connection, when an address is not public. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} is not an address of the public network.`);
  }
}

/**
 * Resolves a name for a connection, which then goes to exactly the addresses that were checked: when one of them is
 * not public, none is used.
 */
export const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return done(error, "", 0);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublic(address)))
      return done(new PrivateAddressError(host), "", 0);
    if (options.all) (done as unknown as (error: null, addresses: LookupAddress[]) => void)(null, addresses);
    else done(null, first.address, first.family);
  });
};
