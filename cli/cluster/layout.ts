import { parseArgs } from "node:util";
import type { Layout } from "../servers/layout.ts";

const known = { nats: ["1", "3", "5"], database: ["galera", "replica"], redis: ["sentinel", "cluster"] };

/**
 * Reads `--nats 3 --database galera --redis sentinel` and leaves the other words. Without any of them there is no layout:
 * one server of each. Throws an Error that says what may be written.
 */
export function parseLayout(args: string[]): { layout?: Layout; words: string[] } {
  const option = { type: "string" } as const;
  const { values, positionals: words } = parse(args, { nats: option, database: option, redis: option });
  for (const [name, value] of Object.entries(values)) {
    const allowed = known[name as keyof typeof known];
    if (!allowed.includes(value))
      throw new Error(`--${name} ${value} is not understood: write ${allowed.join(" or ")}.`);
  }
  const { nats, ...kinds } = values;
  const layout = { ...kinds, ...(nats ? { nats: Number(nats) } : {}) } as Layout;
  return Object.keys(values).length > 0 ? { layout, words } : { words };
}

function parse(args: string[], options: Record<keyof typeof known, { type: "string" }>) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const all = Object.entries(known).map(([name, values]) => `--${name} ${values.join("|")}`);
    throw new Error(`${(error as Error).message} There are ${all.join(", ")}.`);
  }
}
