import {
  type ActionParams,
  type DeadLetter,
  type OperatedService,
  operatedServices,
} from "../../../services/contracts.ts";
import { forEachService, useServices } from "../context.ts";
import { newKey } from "../key.ts";
import { given, timed } from "../pages.ts";
import type { CommandContext } from "../runtime.ts";

/** The service that keeps a dead letter, and the letter's number there. */
export interface LetterId {
  service: OperatedService;
  number: number;
}

/** The options of a list. */
export interface Listing extends Filter {
  service?: OperatedService;
  limit: number;
}

interface Filter {
  state?: DeadLetter["state"];
  consumer?: string;
  event?: string;
}

type Settling = Omit<ActionParams<"orders.settleDeadLetter">, "idempotency_key" | "id">;
type Noted = Pick<Settling, "note">;

const pageSize = 200;

/** The dead letters of one service or of each, the newest first. */
export async function listLetters({ service, limit, ...filter }: Listing) {
  const letters: object[] = [];
  await forEachService(chosen(service), async (each, { call }) => {
    let left = limit;
    for await (const page of pagesOf(call, each, filter)) {
      letters.push(...page.slice(0, left).map(timed));
      left -= page.length;
      if (left <= 0) break;
    }
  });
  return letters;
}

/** A dead letter with its event and the whole error. Throws `dead_letter_not_found`. */
export const showLetter = async ({ service, number }: LetterId) =>
  timed(await useServices([service], ({ call }) => call(`${service}.deadLetter`, { id: number })));

/** Edits or discards a dead letter. Throws `dead_letter_not_found`, `dead_letter_changed`. */
export const settle = async (letter: LetterId, act: Settling) =>
  timed(await useServices([letter.service], ({ call }) => settleWith(call, letter, act)));

/** Replays those that are named. Throws at the first that does not wait. */
export async function replayEach(letters: LetterId[], noted: Noted): Promise<number> {
  await forEachService([...new Set(letters.map(({ service }) => service))], async (service, { call }) => {
    for (const letter of letters.filter((each) => each.service === service))
      await settleWith(call, letter, { act: "replay", ...noted });
  });
  return letters.length;
}

/** Replays all that wait, each as an act of its own in the event log; how many they are. */
export async function replayAll(service: OperatedService | undefined, noted: Noted): Promise<number> {
  let asked = 0;
  await forEachService(chosen(service), async (each, { call }) => {
    for await (const page of pagesOf(call, each, { state: "waiting" }))
      for (const { id } of page) {
        const number = numberOf(id);
        if (await isReplayed(settleWith(call, { service: each, number }, { act: "replay", ...noted }))) asked += 1;
      }
  });
  return asked;
}

// Somebody else may have dealt with it meanwhile.
const isReplayed = (settled: Promise<unknown>): Promise<boolean> =>
  settled.then(
    () => true,
    (error: { type?: string }) => {
      if (error.type === "dead_letter_changed" || error.type === "dead_letter_not_found") return false;
      throw error;
    },
  );

const settleWith = (call: CommandContext["call"], { service, number }: LetterId, act: Settling) =>
  call(`${service}.settleDeadLetter`, { idempotency_key: newKey(), id: number, ...act });

// By their places: one that fails again while the pages are read is not met twice.
async function* pagesOf(
  call: CommandContext["call"],
  service: OperatedService,
  { event, ...filter }: Filter,
): AsyncGenerator<DeadLetter[]> {
  for (let behind: { at: number; id: number } | undefined; ; ) {
    const request = { filter: given({ ...filter, event_name: event }), limit: pageSize, ...given({ behind }) };
    const page: DeadLetter[] = await call(`${service}.deadLetters`, request);
    yield page;
    const last = page.at(-1);
    if (page.length < pageSize || !last) return;
    behind = { at: last.created_at, id: numberOf(last.id) };
  }
}

const numberOf = (id: string) => Number(id.split(":")[1]);

const chosen = (service: OperatedService | undefined) => (service ? [service] : operatedServices);
