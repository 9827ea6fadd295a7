import type { ServiceBroker } from "moleculer";
import type { Replica } from "../../contracts.ts";
import { isReplaced, type KnownNode, nodesOf, servicesOf, silentSince } from "./nodes.ts";

const answerWithinMs = 1_500;

/** Every process that this one knows on the bus, and whether each of its services answers. */
export async function replicasOf(broker: ServiceBroker): Promise<Replica[]> {
  // Tools such as the command line have no service.
  const running = nodesOf(broker).filter((node) => servicesOf(node).length > 0);
  const replicas = await Promise.all(running.map((node) => replicaOf(broker, node, running)));
  return replicas.sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
}

const nameOf = ({ services, id }: Replica) => `${services.map(({ name }) => name)} ${id}`;

async function replicaOf(broker: ServiceBroker, node: KnownNode, all: readonly KnownNode[]): Promise<Replica> {
  const services = await Promise.all(
    servicesOf(node).map(async (name) => ({
      name,
      state: node.available ? await stateOf(broker, node.id, name) : ("unavailable" as const),
    })),
  );
  const { pid = null, version = null, started_at = null } = node.metadata ?? {};
  const { id, available, hostname, cpu } = node;
  const silence = { available, silent_since: silentSince(node), replaced: isReplaced(node, all) };
  return { id, host: hostname ?? "", pid, version, started_at, ...silence, cpu: cpu ?? null, services };
}

// The gateway itself has no health beyond this answer.
async function stateOf(broker: ServiceBroker, nodeID: string, name: string): Promise<"ok" | "unavailable"> {
  if (name === "api") return "ok";
  const asked = broker.call(`${name}.health`, {}, { nodeID, timeout: answerWithinMs, retries: 0 });
  return asked.then(
    () => "ok",
    () => "unavailable",
  );
}
