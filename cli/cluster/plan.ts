import { join } from "node:path";
import { serviceNames } from "../../config/service-names.ts";

/** The folder in which `services`, `cli` and `package.json` are. */
export const projectRoot = join(import.meta.dirname, "..", "..");

/** Node's compile cache, with which a process starts a third sooner. `npm start` names it too. */
export const compileCache = join(projectRoot, "node_modules", ".cache", "node");

/** How many processes of each service. */
export type Replicas = Record<string, number>;

/** One process to start. */
export interface Part {
  name: string;
  /** From 1. */
  index: number;
}

// Requests enter at the top, so the drain begins there: a service stops when no service above it can call it any more.
const layers = ["api", "orchestra"];

/** The names of the services, the gateway first. */
export const discoverServices = (root = projectRoot): string[] =>
  serviceNames(root).sort((one, other) => layerOf(one) - layerOf(other));

/** Reads arguments such as `orders=3 customers=2`. Throws an Error that names the invalid one. */
export function parseReplicas(args: string[], services: string[]): Replicas {
  const replicas: Replicas = {};
  for (const arg of args) {
    const [, name, count] = /^([a-z-]+)=(\d{1,3})$/.exec(arg) ?? [];
    if (!name || !count) throw new Error(`"${arg}" is not understood: write a service and a number, e.g. orders=3.`);
    if (!services.includes(name)) throw new Error(`There is no service "${name}"; there are ${services.join(", ")}.`);
    replicas[name] = Number(count);
  }
  return replicas;
}

/** The processes to start: as many of each service as `replicas` says, one by default. */
export function planParts(services: string[], replicas: Replicas = {}): Part[] {
  return services.flatMap((name) =>
    Array.from({ length: replicas[name] ?? 1 }, (_, position) => ({ name, index: position + 1 })),
  );
}

/** Groups in which to stop: the gateways, then the workflows, then everything below. */
export function drainOrder<T extends { name: string }>(parts: T[]): T[][] {
  const groups = [...layers.keys(), layers.length].map((layer) => parts.filter((part) => layerOf(part.name) === layer));
  return groups.filter((group) => group.length > 0);
}

function layerOf(name: string): number {
  const layer = layers.indexOf(name);
  return layer < 0 ? layers.length : layer;
}
