import type { RouteTimes } from "../../contracts.ts";

const kept = 300;

interface Times {
  route: string;
  method: string;
  requests: number;
  failed: number;
  /** The latest durations; a new one takes the place of the oldest. */
  latest: number[];
}

// By path and then by method: a key of both would be made anew for each request.
const routes = new Map<string, Times[]>();

/** Notes how long a request of a route took. */
export function noteRoute(route: string, method: string, status: number, ms: number): void {
  const times = timesOf(route, method);
  times.latest[times.requests % kept] = ms;
  times.requests += 1;
  if (status >= 500) times.failed += 1;
}

function timesOf(route: string, method: string): Times {
  const ofRoute = routes.get(route);
  for (const times of ofRoute ?? []) if (times.method === method) return times;
  const times: Times = { route, method, requests: 0, failed: 0, latest: [] };
  if (ofRoute) ofRoute.push(times);
  else routes.set(route, [times]);
  return times;
}

/** The routes of this gateway that were asked for. */
export const ownRoutes = (): RouteTimes[] => [...routes.values()].flat().map(summaryOf);

/** The routes of several gateways in one list, the slowest first: counts are added, and of times the longest stands. */
export function slowestOf(gateways: RouteTimes[][]): RouteTimes[] {
  const all = Map.groupBy(gateways.flat(), ({ route, method }) => `${method} ${route}`);
  const merged = [...all.values()].map((same) => same.reduce(merge));
  return merged.sort((one, other) => other.p95_ms - one.p95_ms);
}

const merge = (one: RouteTimes, other: RouteTimes): RouteTimes => ({
  ...one,
  requests: one.requests + other.requests,
  failed: one.failed + other.failed,
  p50_ms: Math.max(one.p50_ms, other.p50_ms),
  p95_ms: Math.max(one.p95_ms, other.p95_ms),
  max_ms: Math.max(one.max_ms, other.max_ms),
});

function summaryOf({ latest, ...times }: Times): RouteTimes {
  const sorted = latest.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { ...times, p50_ms: at(0.5), p95_ms: at(0.95), max_ms: sorted.at(-1) ?? 0 };
}
