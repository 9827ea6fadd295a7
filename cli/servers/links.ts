import { runProgram } from "./recipe.ts";

/** An address of its own for a server, whose network can be cut off without a word to anybody. */
export interface Link {
  host: string;
  /** The command that runs a program there. */
  within(command: [string, ...string[]]): [string, ...string[]];
  cut(): Promise<void>;
  mend(): Promise<void>;
}

const ip = (...words: string[]) => runProgram(["ip", ...words]);

/** Makes network namespaces that are joined by a bridge. That needs Linux, iproute2 and root. */
export async function makeLinks(count: number, subnet: number): Promise<{ links: Link[]; remove(): Promise<void> }> {
  const name = `so${process.pid % 10_000}x${subnet}`;
  await ip("link", "add", name, "type", "bridge");
  await ip("address", "add", `10.213.${subnet}.254/24`, "dev", name);
  await ip("link", "set", name, "up");
  const links: Link[] = [];
  for (let at = 1; at <= count; at++) {
    const [space, outer, inner] = [`${name}n${at}`, `${name}o${at}`, `${name}i${at}`];
    const host = `10.213.${subnet}.${at}`;
    await ip("netns", "add", space);
    await ip("link", "add", outer, "type", "veth", "peer", "name", inner);
    await ip("link", "set", inner, "netns", space);
    await ip("link", "set", outer, "master", name, "up");
    await ip("-n", space, "address", "add", `${host}/24`, "dev", inner);
    await ip("-n", space, "link", "set", inner, "up");
    await ip("-n", space, "link", "set", "lo", "up");
    links.push({
      host,
      within: (command) => ["ip", "netns", "exec", space, ...command],
      cut: async () => void (await ip("link", "set", outer, "down")),
      mend: async () => void (await ip("link", "set", outer, "up")),
    });
  }
  const remove = async () => {
    for (let at = 1; at <= count; at++) await ip("netns", "delete", `${name}n${at}`).catch(() => undefined);
    await ip("link", "delete", name).catch(() => undefined);
  };
  return { links, remove };
}
