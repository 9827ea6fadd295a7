import { operatedServices, type Replica, type RouteTimes, type ServiceState } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { enumeration } from "../shared/enumerations.ts";
import { count, flag, id, list, number, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { cursorQuery, gathered } from "./common.ts";

const tag = "Processes";

const serviceOf = shape<Replica["services"][number]>("ReplicaService").with({
  name: text("orders"),
  state: oneOf(enumeration("ReplicaState", ["ok", "unavailable"]), "ok", "Whether it answered within 1.5 seconds."),
});

const replica = shape<Replica>("Replica").with({
  id: id("host-4711", "Its name on the bus."),
  host: text("host"),
  pid: orNull(count(4711)),
  version: textOrNull("0.1.0"),
  started_at: orNull(time("2025-06-15T10:30:00.000Z")),
  available: flag(true, "False once it is silent for longer than three seconds."),
  silent_since: orNull(time("2025-06-15T10:30:00.000Z"), "When it was last heard; null while it is available.").showing(
    null,
  ),
  replaced: flag(false, "True when it is silent and processes that started since then run its services."),
  cpu: orNull(number(3), "Percent of the machine's processors."),
  services: list(serviceOf),
});

const consumer = shape<ServiceState["consumers"][number]>("ConsumerLag").with({
  name: text("customers.totals"),
  pattern: text("order.*"),
  waiting: count(0, "Events that it has not been given yet."),
  in_progress: count(0, "Events that it was given and has not acknowledged."),
});

const job = shape<ServiceState["jobs"][number]>("Job").with({
  name: text("orders.clean"),
  every_ms: count(600_000, "How often it runs; of one that runs when something is due, how often that is looked for."),
  when_due: flag(false, "True for one that runs only when something is due.").from(({ when_due }) => when_due ?? false),
  running: flag(false),
  failing: flag(false, "True when its last run failed: it is repeated, and logged once."),
  next_in_ms: orNull(count(1_200), "Null while it runs, or nothing is known to be due."),
});

const queue = shape<ServiceState>("ServiceQueues").with({
  service: oneOf(enumeration("QueueService", operatedServices), "orders"),
  outbox_waiting: count(0, "Events that wait to be published."),
  outbox_oldest_at: orNull(time("2025-06-15T10:30:00.000Z")).showing(null),
  dead_letters: count(0, "Those that wait or are being replayed."),
  consumers: list(consumer, "How far each is behind the stream; empty where everything runs in one process."),
  jobs: list(job, "What the process that answered does by itself."),
});

const routeTimes = shape<RouteTimes>("RouteTimes").with({
  route: text("/orders/:id"),
  method: text("GET"),
  requests: count(120, "Since the gateways started."),
  failed: count(0, "Answered with 5xx."),
  p50_ms: number(4.2, "Of the latest few hundred."),
  p95_ms: number(18.3),
  max_ms: number(40.1),
});

const all = { method: "GET", tag, querySchema: cursorQuery() } as const;

const listReplicas = endpoint({
  id: "opsListReplicas",
  path: "/replicas",
  ...all,
  summary: "List processes",
  description:
    "With their versions and services, each asked whether it answers. One that is silent is listed for ten minutes, one that " +
    "has left in order is not.",
  action: "api.replicas",
  input: () => ({}),
  ...gathered(replica),
  errors: [],
});

const listQueues = endpoint({
  id: "opsListQueues",
  path: "/queues",
  ...all,
  summary: "List outboxes, consumers and jobs",
  description: "Of each service: what waits to be published, how far its consumers are behind, and its periodic work.",
  action: "orchestra.listQueues",
  input: () => ({}),
  ...gathered(queue),
  errors: [],
});

const listRoutes = endpoint({
  id: "opsListRoutes",
  path: "/routes",
  ...all,
  summary: "List the slowest routes",
  description: "By the 95th percentile, of all gateways.",
  action: "api.slowestRoutes",
  input: () => ({}),
  ...gathered(routeTimes),
  errors: [],
});

/** Operations: processes, queues and routes. */
export const processes = [listReplicas, listQueues, listRoutes];
