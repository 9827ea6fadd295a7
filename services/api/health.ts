import type { ServerResponse } from "node:http";
import type { ServiceBroker } from "moleculer";
import { isDraining } from "../../config/drain.ts";
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

/** `/health/live`: the process runs. `/health/ready`: every service that it needs answers. */
export const healthPages = {
  "/health/live": (request: WebRequest, response: ServerResponse) =>
    write(request, response, { status: 200, body: { status: "ok" } }),
  "/health/ready": async (request: WebRequest, response: ServerResponse) => {
    const { ready, services } = await readiness(request.$ctx.broker);
    const headers: Record<string, string> = ready ? {} : { "Retry-After": "1" };
    write(request, response, {
      status: ready ? 200 : 503,
      headers,
      body: { status: ready ? "ready" : "not_ready", services },
    });
  },
};

/** Whether every service that the gateway needs answers, and the state of each. */
export async function readiness(broker: ServiceBroker) {
  const services: Record<string, string> = isDraining() ? {} : await checkAll(broker);
  return { ready: !isDraining() && Object.values(services).every((state) => state === "ok"), services };
}

let last: { at: number; states: Promise<Record<string, string>> } | undefined;

// Probes are frequent: those within half a second share their result.
function checkAll(broker: ServiceBroker): Promise<Record<string, string>> {
  if (!last || Date.now() - last.at > freshMs) last = { at: Date.now(), states: ask(broker) };
  return last.states;
}

async function ask(broker: ServiceBroker): Promise<Record<string, string>> {
  const states = await Promise.all(
    needed.map((name) =>
      broker.call(`${name}.health`, {}, { timeout: answerWithinMs, retries: 0 }).then(
        () => "ok",
        () => "away",
      ),
    ),
  );
  return Object.fromEntries(needed.map((name, index) => [name, states[index] ?? "away"]));
}
