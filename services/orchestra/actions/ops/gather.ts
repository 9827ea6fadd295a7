import { type Call, type Gathered, type OperatedService, operatedServices } from "../../../contracts.ts";
import { fail } from "../../orchestra.errors.ts";

/** A place in a list that is merged from several services: the newest first, then by service and number. */
export interface Place {
  at: number;
  service: string;
  id: number;
}

/** What an action of each service is called with: short of the request's deadline, so that one that is away is named. */
export const answerWithin = { timeout: 2_500 };

/**
 * Merges a page of a list that several services have. A service that does not answer in time is named, and its part is
 * left out. Throws `invalid_cursor`.
 */
export async function gather<Item extends { id: string; created_at: number }>(
  services: readonly OperatedService[],
  { cursor, limit }: { cursor?: string; limit: number },
  ask: (service: OperatedService, behind: { at: number; id: number } | undefined) => Promise<Item[]>,
): Promise<Gathered<Item>> {
  const place = cursor === undefined ? undefined : placeOf(cursor);
  const parts = await Promise.allSettled(services.map((service) => ask(service, place && behindIn(service, place))));
  const all = parts.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
  const items = all.sort(byPlace).slice(0, limit);
  const last = all.length > limit ? items.at(-1) : undefined;
  const unavailable = services.filter((_, index) => parts[index]?.status === "rejected");
  return { items, next_cursor: last ? cursorOf(last) : null, unavailable };
}

/** Asks every service; one that does not answer in time is undefined. */
export async function fromAll<Result>(
  call: Call,
  ask: (service: OperatedService, call: Call) => Promise<Result>,
): Promise<[OperatedService, Result | undefined][]> {
  const answers = await Promise.allSettled(operatedServices.map((service) => ask(service, call)));
  return operatedServices.map((service, index) => {
    const answer = answers[index];
    return [service, answer?.status === "fulfilled" ? answer.value : undefined];
  });
}

/** The service and the number of an id such as `customers:12`; undefined when it is none. */
export function partsOf(id: string): { service: OperatedService; number: number } | undefined {
  const [, name, number] = /^([a-z]+):(\d{1,15})$/.exec(id) ?? [];
  const service = operatedServices.find((each) => each === name);
  return service && { service, number: Number(number) };
}

// Services come in the order of their names where times are equal.
const behindIn = (service: string, { at, service: last, id }: Place) => ({
  at,
  id: service === last ? id : service > last ? Number.MAX_SAFE_INTEGER : 0,
});

function byPlace(one: { id: string; created_at: number }, other: { id: string; created_at: number }): number {
  const [left, right] = [partsOf(one.id), partsOf(other.id)];
  if (one.created_at !== other.created_at) return other.created_at - one.created_at;
  if (left?.service !== right?.service) return (left?.service ?? "") < (right?.service ?? "") ? -1 : 1;
  return (right?.number ?? 0) - (left?.number ?? 0);
}

function cursorOf({ id, created_at }: { id: string; created_at: number }): string {
  return Buffer.from(`${created_at} ${id}`).toString("base64url");
}

function placeOf(cursor: string): Place {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  const parts = partsOf(id);
  if (!/^\d{1,15}$/.test(at) || !parts) throw fail("invalid_cursor");
  return { at: Number(at), service: parts.service, id: parts.number };
}
