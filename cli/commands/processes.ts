import { type Command, Option } from "commander";
import { operatedServices, type Replica, type RouteTimes, type ServiceState } from "../../services/contracts.ts";
import { type Asking, askingCommand, fromGateway } from "./gateway.ts";
import { positive, print } from "./output.ts";

/** `processes`: what runs, in which version, and whether it answers. */
export function processesCommand(): Command {
  return askingCommand("processes")
    .description("print the processes that a gateway knows: their versions, services and health")
    .action(async (asking: Asking) => {
      const replicas = await fromGateway<Replica>("/replicas", asking);
      print(replicas, replicas.map(rowOfReplica));
    });
}

/** `queues`: outboxes, consumers and jobs of each service. */
export function queuesCommand(): Command {
  return askingCommand("queues")
    .description("print what waits in each service: its outbox, dead letters, and how far its consumers are behind")
    .option("--consumers", "one line for each consumer")
    .option("--jobs", "one line for each periodic job")
    .addOption(new Option("--service <name>", "only this one's").choices(operatedServices))
    .action(async ({ consumers, jobs, service, ...asking }: Queues) => {
      const all = await fromGateway<ServiceState>("/queues", asking);
      const states = all.filter((each) => service === undefined || each.service === service);
      const perConsumer = states.flatMap((each) => each.consumers.map((one) => ({ service: each.service, ...one })));
      const perJob = states.flatMap((each) => each.jobs.map((one) => ({ service: each.service, ...one })));
      if (consumers) return print(perConsumer);
      return jobs ? print(perJob) : print(states, states.map(rowOfService));
    });
}

interface Queues extends Asking {
  consumers?: true;
  jobs?: true;
  service?: string;
}

/** `routes`: the slowest routes of all gateways. */
export function routesCommand(): Command {
  return askingCommand("routes")
    .description("print the routes by the 95th percentile of their latest requests, the slowest first")
    .option("--limit <number>", "at most so many", positive, 20)
    .action(async ({ limit, ...asking }: Asking & { limit: number }) =>
      print((await fromGateway<RouteTimes>("/routes", asking)).slice(0, limit)),
    );
}

function rowOfReplica({ services, ...replica }: Replica) {
  const named = (state: string) => services.filter((each) => each.state === state).map(({ name }) => name);
  return { ...replica, services: named("ok").join(" "), unavailable: named("unavailable").join(" ") };
}

function rowOfService({ service, outbox_waiting, outbox_oldest_at, dead_letters, consumers, jobs }: ServiceState) {
  const sum = (field: "waiting" | "in_progress") => consumers.reduce((total, each) => total + each[field], 0);
  return {
    service,
    outbox_waiting,
    outbox_oldest_at,
    dead_letters,
    consumers_waiting: sum("waiting"),
    consumers_in_progress: sum("in_progress"),
    failing_jobs: jobs
      .filter(({ failing }) => failing)
      .map(({ name }) => name)
      .join(" "),
  };
}
