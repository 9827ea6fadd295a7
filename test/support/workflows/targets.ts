import { Errors } from "moleculer";
import { action } from "../../../mixins/actions/action.ts";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import { idempotent, undo } from "../../../mixins/actions/idempotent.ts";
import * as t from "../../../mixins/actions/params.ts";
import { coreService } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";
import type { Write } from "../../../services/contracts.ts";

interface Target {
  /** Which step of which test. */
  subject: string;
}

declare module "../../../services/contracts.ts" {
  interface Actions {
    /** Returns another value each time. */
    "targets.look": { params: Target; result: { value: number } };
    "targets.make": { params: Write & Target & { seen: number[] }; result: { effect: number } };
    "targets.unmake": { params: Write & Target & { undoes: string }; result: { unmade: boolean } };
  }
}

/**
 * A fault of a call: refused, unavailable, done without an answer, done only after
 * the caller has given up, delivered twice, or none.
 */
export type Fault = "refuse" | "unavailable" | "unanswered" | "late" | "twice" | "none";

/** The faults of the calls about a subject, in order; a last `refuse` stays. */
export const faults = new Map<string, Fault[]>();

/** Subjects of the received calls, in order. */
export const callsSeen: string[] = [];

/** How long a late call is delayed, and how long a call without an answer keeps its caller waiting. */
export const slowness = { lateMs: 30, unansweredMs: 0 };

/** What happens right after the effect of a call and before its answer; a process can be killed here. */
export const hooks: { done(subject: string): void } = { done: () => undefined };

const late = new Set<Promise<unknown>>();

/** Resolves when every late call has arrived. */
export async function untilAllCame(): Promise<void> {
  while (late.size > 0) await Promise.allSettled(late);
}

/** A row of the table of effects. */
export interface Effect {
  id: number;
  subject: string;
  what: "made" | "unmade";
  /** The key of the step that made it, also after it was undone. */
  step_key: string;
  seen: string;
}

/** Effects of the steps whose subject has a prefix, in order. */
export const effectsOf = (db: Database, prefix: string): Promise<Effect[]> =>
  db.rows<Effect>("SELECT * FROM targets_effects WHERE subject LIKE ? ORDER BY id", [`${prefix}%`]);

const effectsTable: Migration = {
  name: "0001-effects",
  async up({ schema, types }) {
    const text = (length: number) => ({ type: types.STRING(length), allowNull: false });
    await schema.createTable("targets_effects", {
      id: { type: types.INTEGER, primaryKey: true, autoIncrement: true },
      subject: text(120),
      what: text(10),
      step_key: text(191),
      seen: text(500),
    });
  },
};

const subject = t.string();

const look = action("targets.look", t.object({ subject }), (params) =>
  meddle(params.subject, async (refused) => {
    if (refused) throw refused;
    return { value: Math.floor(Math.random() * 1e9) };
  }),
);

const make = action("targets.make", t.object({ ...t.write, subject, seen: t.list(t.integer()) }), (params, context) =>
  meddle(params.subject, (refused) =>
    idempotent(context, params, async ({ tx }) => {
      if (refused) throw refused;
      const row = { subject: params.subject, what: "made", step_key: params.idempotency_key };
      const effect = { ...row, seen: JSON.stringify(params.seen) };
      return { effect: await context.db.insert("targets_effects", effect, tx) };
    }),
  ),
);

const unmake = action("targets.unmake", t.object({ ...t.write, ...t.undo, subject }), (params, context) =>
  meddle(`${params.subject}/undo`, (refused) =>
    undo<{ unmade: boolean }>(context, params, { unmade: false }, async ({ tx }) => {
      if (refused) throw refused;
      const row = { subject: params.subject, what: "unmade", step_key: params.undoes, seen: "" };
      await context.db.insert("targets_effects", row, tx);
      return { unmade: true };
    }),
  ),
);

/** A core service whose effects can be counted, and whose calls fail as the test asks. */
export default coreService({ name: "targets", migrations: [effectsTable], actions: [look, make, unmake] });

async function meddle<T>(subject: string, work: (refused?: Error) => Promise<T>): Promise<T> {
  callsSeen.push(subject);
  const fault = nextFault(subject);
  // A repeated request is not refused: it has been done.
  if (fault === "refuse") return work(new Errors.MoleculerError(`${subject} is refused.`, 409, "target_refused"));
  if (fault === "unavailable") throw new UnavailableError("targets");
  if (fault === "late") {
    const coming = pause(slowness.lateMs)
      .then(() => work())
      .catch(() => undefined);
    late.add(coming);
    coming.finally(() => late.delete(coming));
    return unanswered(subject);
  }
  const answer = fault === "twice" ? (await Promise.all([work(), work()]))[0] : await work();
  hooks.done(subject);
  return fault === "unanswered" ? unanswered(subject) : answer;
}

function nextFault(subject: string): Fault | undefined {
  const queue = faults.get(subject);
  return queue?.[0] === "refuse" ? "refuse" : queue?.shift();
}

async function unanswered(subject: string): Promise<never> {
  await pause(slowness.unansweredMs);
  throw new Errors.RequestTimeoutError({ action: subject, nodeID: "targets" });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
