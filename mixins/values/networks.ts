import { isIPv6 } from "node:net";

/** The network of a client, and the area above it: of IPv4 the address and its /24, of IPv6 the /64 and the /48. */
export interface Network {
  network: string;
  area: string;
}

/** The network of an IP address: the part of it that a client cannot change at will. */
export function networkOf(ip: string): Network {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !isIPv6(ip)) {
    const plain = mapped ?? ip;
    return { network: plain, area: plain.split(".").slice(0, 3).join(".") };
  }
  const groups = groupsOf(ip);
  return { network: groups.slice(0, 4).join(":"), area: groups.slice(0, 3).join(":") };
}

function groupsOf(ip: string): string[] {
  const [before = "", after = ""] = (ip.split("%")[0] ?? "").toLowerCase().split("::");
  const [head, tail] = [before, after].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => "0");
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => group.replace(/^0+(?=.)/, ""));
}
