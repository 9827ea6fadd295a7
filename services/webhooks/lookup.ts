import { type LookupAddress, promises } from "node:dns";
import type { LookupFunction } from "node:net";
import { allowsLoopback, isPublic, PrivateAddressError } from "./address-guard.ts";

/** Finds all addresses of a name; an empty list and an error are the same. */
type Find = (host: string) => Promise<LookupAddress[]>;

// How long a server of names is waited for, and how often it is asked.
const [timeout, tries] = [1_500, 2];

/**
 * Resolves a name for a connection, which then goes to exactly the addresses that were checked: when one of them is
 * not public, none is used. Connections that want the same name at the same time share one look-up.
 */
export function guardedLookup(find: Find): LookupFunction {
  const underWay = new Map<string, Promise<LookupAddress[]>>();
  const findOnce = (host: string) => {
    const known = underWay.get(host) ?? find(host).finally(() => underWay.delete(host));
    underWay.set(host, known);
    return known;
  };
  return (host, options, done) => {
    const fail = (error: Error) => done(error, "", 0);
    findOnce(host).then((addresses) => {
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublic(address))) return fail(new PrivateAddressError(host));
      if (options.all) (done as unknown as (error: null, addresses: LookupAddress[]) => void)(null, addresses);
      else done(null, first.address, first.family);
    }, fail);
  };
}

/**
 * Finds names by DNS. Not by the system's own look-up: it takes one of four threads of the process for as long as a server
 * does not answer, so that a few such names would hold up all others. A developer's machine may have names of its own.
 */
export function findByDns(servers?: readonly string[]): Find {
  const resolver = new promises.Resolver({ timeout, tries });
  if (servers) resolver.setServers(servers);
  const bySystem: Find = (host) => promises.lookup(host, { all: true });
  return async (host) => {
    if (allowsLoopback && host === "localhost") return bySystem(host);
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = [...addressesOf(four, 4), ...addressesOf(six, 6)];
    if (found.length > 0) return found;
    if (allowsLoopback && !servers) return bySystem(host);
    throw four.status === "rejected" ? four.reason : new Error(`${host} has no address.`);
  };
}

const addressesOf = (answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
