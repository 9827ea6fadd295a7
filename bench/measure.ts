import autocannon from "autocannon";
import type { Server } from "./machines.ts";
import type { Asked, Scenario } from "./scenarios/scenario.ts";
import type { Shop } from "./shops.ts";

/** The result of one round of a scenario. Latencies in milliseconds. */
export interface Round {
  requestsPerSecond: number;
  /** The CPU time of a request in the server's process, which hardly depends on the load of the machine. */
  cpuMs: number;
  p50: number;
  p99: number;
  /** How long the server's background work took after the last response, in milliseconds. */
  settledMs: number;
}

/** A round with each of its latencies, sorted. */
export interface Sampled extends Round {
  latencies: number[];
}

/** How hard and how long to ask. */
export interface Load {
  connections: number;
  seconds?: number;
  amount?: number;
  /** Waits until the background work of the requests is done. */
  settle?(): Promise<void>;
}

let asked = 0;

/** Measures one scenario on one server, with other values in each request. */
export async function measure(server: Server, scenario: Scenario, shop: Shop, load: Load): Promise<Sampled> {
  const { connections, seconds, amount, settle } = load;
  const latencies: number[] = [];
  const next = (): Asked => scenario.ask(shop, asked++);
  const options: autocannon.Options = {
    url: server.url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 3 } : { amount }),
    timeout: 60,
    requests: [{ setupRequest: (request) => ({ ...request, ...next() }) as autocannon.Request }],
  };
  const cpuBefore = server.cpuMs();
  const began = performance.now();
  let answered = began;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    instance.on("response", (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      answered = performance.now();
    });
  });
  const ended = performance.now();
  await settle?.();
  const settledMs = performance.now() - ended;
  const cpuMs = (server.cpuMs() - cpuBefore) / latencies.length;
  const failures = result.non2xx + result.errors;
  // Errors are fast, so figures with any of them would be wrong.
  if (failures > 0)
    throw new Error(
      `${failures} requests of "${scenario.name}" failed on the server "${server.name}": ${JSON.stringify(result.statusCodeStats)}.`,
    );
  // An overloaded machine gives no valid figures.
  if (latencies.length === 0)
    throw new Error(`No request of "${scenario.name}" was answered in time by the server "${server.name}".`);
  latencies.sort((a, b) => a - b);
  return {
    // The load generator notices only at its next whole second that all requests were answered.
    requestsPerSecond: latencies.length / ((answered - began) / 1000),
    cpuMs,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    settledMs,
    latencies,
  };
}

/** The middle of some rounds, number by number. */
export function median(rounds: Round[]): Round {
  const of = (key: keyof Round) =>
    quantile(
      rounds.map((round) => round[key]).sort((a, b) => a - b),
      0.5,
    );
  const [requestsPerSecond, cpuMs, settledMs] = [of("requestsPerSecond"), of("cpuMs"), of("settledMs")];
  return { requestsPerSecond, cpuMs, p50: of("p50"), p99: of("p99"), settledMs };
}

/** A quantile of sorted numbers; between two of them, the line. */
export function quantile(sorted: number[], q: number): number {
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? 0;
  return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place % 1);
}
