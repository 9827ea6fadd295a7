import { inParallel } from "../load.ts";
import { type LoadProcess, makeProcess } from "../load-process.ts";
import { until } from "../until.ts";

const config = "test/support/kills/doomed.config.ts";

// Kills at once; and of those, in processes of one service. Most boundaries are orchestra's.
const atOnce = 6;
const perService: Record<string, number> = { orchestra: 3 };

/** Where a process that is to die is one of a cluster's; see doomed.config.ts. */
export type Where = Record<"NATS_URL" | "REDIS_URL" | "DATABASE_URL", string> & { TIMING?: "short" };

/** Starts one more process of a service that dies at the first of these boundaries that it comes to. */
export async function startDoomed(service: string, boundaries: string[], where: Where): Promise<LoadProcess> {
  const doomed = await makeProcess({ ...where, SERVICES: service, DIE_AT: [...new Set(boundaries)].join() }, config);
  doomed.start();
  return doomed;
}

/**
 * Kills a process of a service once at each boundary, each written like `payments payments.refund:done`. One more process
 * of the service runs at a time, or a few; it dies at the first boundary that is left, and the next one takes its place.
 */
export async function killAtEach(plan: string[], where: Where): Promise<void> {
  const rows = Object.entries(Object.groupBy(plan, (line) => line.split(" ")[0] ?? "")).flatMap(([service, lines]) =>
    dealt(lines?.map((line) => line.split(" ")[1] ?? "") ?? [], perService[service] ?? 1).map((left) => ({
      service,
      left,
    })),
  );
  rows.sort((one, other) => other.left.length - one.left.length);
  await inParallel(rows.length, atOnce, async (index) => {
    const { service = "", left = [] } = rows[index] ?? {};
    while (left.length > 0) left.splice(left.indexOf(await nextDeath(service, left, where)), 1);
  });
}

/** Starts a process, waits for its death, and answers at which boundary it died. */
async function nextDeath(service: string, boundaries: string[], where: Where): Promise<string> {
  const { ends } = await startDoomed(service, boundaries, where);
  // Some boundaries are come to by one operation of several, dealt to one process of several.
  await until(() => ends.length === 2, 240_000).catch(() => {
    throw new Error(`${service} came to none of ${boundaries}: ${ends}`);
  });
  const at = boundaries.find((boundary) => ends.includes(`ended (at ${boundary})`));
  if (!at || !ends.includes("ended (SIGKILL)")) throw new Error(`${service} was to die at ${boundaries}: ${ends}`);
  return at;
}

function dealt<T>(items: T[], count: number): T[][] {
  const hands = Array.from({ length: Math.min(count, items.length) }, (_, hand) => hand);
  return hands.map((hand) => items.filter((_, index) => index % hands.length === hand));
}

/** Each boundary once, and as many more by chance as KILLS says beyond: KILLS=200 for a longer run. */
export function planKills(boundaries: string[]): string[] {
  const more = Math.max(0, Number(process.env.KILLS ?? 0) - boundaries.length);
  const any = () => boundaries[Math.floor(Math.random() * boundaries.length)] ?? "";
  return shuffled([...boundaries, ...Array.from({ length: more }, any)]);
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
