import type { Context, ServiceBroker } from "moleculer";

/** A process as this one knows it on the bus. */
export interface KnownNode {
  id: string;
  available: boolean;
  hostname?: string | null;
  cpu?: number | null;
  /** In seconds of this process's uptime. */
  lastHeartbeatTime?: number;
  metadata?: { pid?: number; version?: string; started_at?: number };
  services?: { name: string }[];
}

// Those that said so when they left. The bus keeps what is silent for ten minutes, whatever the reason.
const left = new Set<string>();

/** Notes which processes left in order: they are missed by nobody. */
export const nodeEvents = {
  "$node.disconnected"({ params, broker }: Context<{ node: KnownNode; unexpected: boolean }>): void {
    const { node, unexpected } = params;
    if (unexpected) left.delete(node.id);
    else left.add(node.id);
    const known = new Set(listed(broker).map(({ id }) => id));
    for (const id of left) if (!known.has(id)) left.delete(id);
  },
};

/** The processes that this one knows on the bus, without those that left in order. */
export const nodesOf = (broker: ServiceBroker): KnownNode[] =>
  listed(broker).filter(({ id, available }) => available || !left.has(id));

function listed({ registry }: ServiceBroker): KnownNode[] {
  const nodes: unknown[] = registry.getNodeList({ onlyAvailable: false, withServices: true });
  return nodes as KnownNode[];
}

/** The names of the services that a process runs. */
export const servicesOf = ({ services = [] }: KnownNode): string[] =>
  services
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("$"))
    .sort();

/** When a silent process was last heard, in epoch milliseconds; null for one that is available. */
export function silentSince({ available, lastHeartbeatTime = 0 }: KnownNode): number | null {
  return available ? null : Date.now() - Math.round((process.uptime() - lastHeartbeatTime) * 1_000);
}

/** True when each service of a silent process runs in one that started after it was last heard. */
export function isReplaced(node: KnownNode, all: readonly KnownNode[]): boolean {
  const since = silentSince(node);
  if (since === null) return false;
  const newer = all.filter(({ available, metadata }) => available && (metadata?.started_at ?? 0) > since);
  return servicesOf(node).every((name) => newer.some((other) => servicesOf(other).includes(name)));
}
