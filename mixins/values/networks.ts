import { BlockList, isIP, isIPv6 } from "node:net";

/** The network of a client, and the area above it: of IPv4 the address and its /24, of IPv6 the /64 and the /48. */
export interface Network {
  network: string;
  area: string;
}

/** The network of an IP address: the part of it that a client cannot change at will. */
export function networkOf(ip: string): Network {
  const plain = unmapped(ip);
  if (!isIPv6(plain)) return { network: plain, area: plain.split(".").slice(0, 3).join(".") };
  const groups = groupsOf(plain);
  return { network: groups.slice(0, 4).join(":"), area: groups.slice(0, 3).join(":") };
}

// An IPv4 address in IPv6 is that address, in whichever of the two notations.
function unmapped(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip);
  const hex = (high = "", low = "") => (Number(high) * 256 + Number(low)).toString(16);
  const plain = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : ip;
  const groups = groupsOf(plain);
  if (groups.slice(0, 6).join(":") !== "0:0:0:0:0:ffff") return plain;
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .map((group) => `${group >> 8}.${group & 255}`)
    .join(".");
}

function groupsOf(ip: string): string[] {
  const [before = "", after = ""] = (ip.split("%")[0] ?? "").toLowerCase().split("::");
  const [head, tail] = [before, after].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => "0");
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => group.replace(/^0+(?=.)/, ""));
}

/** The host of a URL; an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

/** True for the network of CIDR notation, or a single address. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const bits = isIPv6(address) ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}

/** True for an IP address in one of the networks. */
export function isWithin(ip: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const kind = kindOf(address);
    list.addSubnet(address, prefix === undefined ? (kind === "ipv6" ? 128 : 32) : Number(prefix), kind);
  }
  const plain = unmapped(ip.split("%")[0] ?? "");
  return isIP(plain) !== 0 && list.check(plain, kindOf(plain));
}

const kindOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");
