import type { ServiceBroker } from "moleculer";
import type { Replica } from "../../contracts.ts";

const answerWithinMs = 1_500;

interface KnownNode {
  id: string;
  available: boolean;
  hostname?: string | null;
  cpu?: number | null;
  metadata?: { pid?: number; version?: string; started_at?: number };
  services?: { name: string }[];
}

/** Every process that this one knows on the bus, and whether each of its services answers. */
export async function replicasOf(broker: ServiceBroker): Promise<Replica[]> {
  // Tools such as the command line have no service.
  const running = nodesOf(broker).filter(({ services = [] }) => services.some(({ name }) => !name.startsWith("$")));
  const replicas = await Promise.all(running.map((node) => replicaOf(broker, node)));
  return replicas.sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
}

/** The processes that this one knows on the bus. */
export function nodesOf({ registry }: ServiceBroker): KnownNode[] {
  const nodes: unknown[] = registry.getNodeList({ onlyAvailable: false, withServices: true });
  return nodes as KnownNode[];
}

const nameOf = ({ services, id }: Replica) => `${services.map(({ name }) => name)} ${id}`;

async function replicaOf(broker: ServiceBroker, node: KnownNode): Promise<Replica> {
  const names = (node.services ?? []).map(({ name }) => name).filter((name) => !name.startsWith("$"));
  const services = await Promise.all(
    names.sort().map(async (name) => ({ name, state: node.available ? await stateOf(broker, node.id, name) : away })),
  );
  const { pid = null, version = null, started_at = null } = node.metadata ?? {};
  const { id, available, hostname, cpu } = node;
  return { id, host: hostname ?? "", pid, version, started_at, available, cpu: cpu ?? null, services };
}

const away = "unavailable" as const;

// The gateway itself has no health beyond this answer.
async function stateOf(broker: ServiceBroker, nodeID: string, name: string): Promise<"ok" | "unavailable"> {
  if (name === "api") return "ok";
  const asked = broker.call(`${name}.health`, {}, { nodeID, timeout: answerWithinMs, retries: 0 });
  return asked.then(
    () => "ok",
    () => away,
  );
}
