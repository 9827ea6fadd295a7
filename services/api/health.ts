import type { ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { isDraining } from "../../config/drain.ts";
import { engineProblems } from "../../config/engine-problems.ts";
import { write } from "./http/respond.ts";
import type { WebRequest } from "./http/web-request.ts";

/** Services that the surfaces call. */
const needed = [
  "stores",
  "auth",
  "customers",
  "orders",
  "shipments",
  "inventory",
  "payments",
  "catalog",
  "loyalty",
  "reviews",
  "media",
  "audit",
  "webhooks",
  "notifications",
  "cache",
  "orchestra",
];

const answerWithinMs = 1_500;
const freshMs = 500;

/** What `/health/ready` says: of each service, and of engines with which something is wrong. */
interface Health {
  services: Record<string, string>;
  engines: Record<string, string>;
}

/** `/health/live`: the process runs. `/health/ready`: every service that it needs answers. */
export const healthPages = {
  "/health/live": (request: WebRequest, response: ServerResponse) =>
    write(request, response, { status: 200, body: { status: "ok" } }),
  "/health/ready": async (request: WebRequest, response: ServerResponse) => {
    const { ready, services, engines } = await readiness(request.$ctx.broker);
    const headers: Record<string, string> = ready ? {} : { "Retry-After": "1" };
    const said = Object.keys(engines).length > 0 ? { engines } : {};
    write(request, response, {
      status: ready ? 200 : 503,
      headers,
      body: { status: ready ? "ready" : "not_ready", services, ...said },
    });
  },
};

/** Whether every service that the gateway needs answers, the state of each, and what is wrong with engines. */
export async function readiness(broker: ServiceBroker) {
  const { services, engines } = isDraining() ? nothing : await checkAll(broker);
  return { ready: !isDraining() && Object.values(services).every((state) => state === "ok"), services, engines };
}

const nothing: Health = { services: {}, engines: {} };

let last: { at: number; states: Promise<Health> } | undefined;

// Probes are frequent: those within half a second share their result.
function checkAll(broker: ServiceBroker): Promise<Health> {
  if (!last || Date.now() - last.at > freshMs) last = { at: Date.now(), states: ask(broker) };
  return last.states;
}

async function ask(broker: ServiceBroker): Promise<Health> {
  const engines: Record<string, string> = {};
  const services = await Promise.all(
    needed.map(async (name) => [name, await stateOf(broker, `${name}.health`, engines)] as const),
  );
  Object.assign(engines, engineProblems());
  return { services: Object.fromEntries(services), engines };
}

// A call would have the framework warn of each service, at each probe of a start.
const isThere = ({ registry }: ServiceBroker, action: string) =>
  (registry?.actions as { isAvailable(name: string): boolean } | undefined)?.isAvailable(action) === true;

/** Whether a service answers; what it says of its engines is added to `engines`. */
async function stateOf(broker: ServiceBroker, action: string, engines: Record<string, string>): Promise<string> {
  if (!isThere(broker, action)) return "unavailable";
  return broker.call(action, {}, { timeout: answerWithinMs, retries: 0 }).then(
    (problems) => {
      // A process of the release before says `true`.
      if (problems !== null && typeof problems === "object") Object.assign(engines, problems);
      return "ok";
    },
    ({ data }: { data?: { engine?: string; why?: string } }) => {
      if (data?.engine && data.why) engines[data.engine] = data.why;
      return "unavailable";
    },
  );
}
