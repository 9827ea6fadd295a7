import * as t from "../../mixins/actions/params.ts";
import type { DomainEvent } from "./events.ts";

/** The services with a database: each answers for its own outbox, inbox and dead letters. */
export const operatedServices = [
  "audit",
  "auth",
  "catalog",
  "customers",
  "inventory",
  "loyalty",
  "media",
  "notifications",
  "orchestra",
  "orders",
  "payments",
  "reviews",
  "shipments",
  "stores",
  "webhooks",
] as const;

export type OperatedService = (typeof operatedServices)[number];

/** The role that opens the operations surface. */
export const operatorRole = "operator";

export const deadLetterStates = ["waiting", "replaying", "replayed", "discarded"] as const;

/** `replaying` until the service has handled it; one that fails again is `waiting`, with the new error. */
export type DeadLetterState = (typeof deadLetterStates)[number];

/** An event that a consumer could not handle. */
export interface DeadLetter {
  /** The service and a number: `customers:12`. */
  id: string;
  service: OperatedService;
  consumer: string;
  event_id: string;
  event_name: string;
  state: DeadLetterState;
  tries: number;
  /** The first line. */
  error: string;
  created_at: number;
  /** When it was replayed or discarded. */
  resolved_at: number | null;
}

/** A dead letter with its event; null once it was replayed or discarded. */
export interface DeadLetterDetail extends DeadLetter {
  event: DomainEvent | null;
  stack: string;
}

/** `edit` replaces the data of the event, and replays it. */
export const deadLetterActs = ["replay", "edit", "discard"] as const;

const note = t.string(1_000);

/** The filters of a list of dead letters. */
export const deadLetterFilter = t.object(
  t.partial({ consumer: t.string(80), event_name: t.string(80), state: t.oneOf(deadLetterStates) }),
);

/** What somebody does with a dead letter, and the data of its event with `edit`. */
export const deadLetterAct = {
  act: t.oneOf(deadLetterActs),
  note: t.optional(note),
  data: t.optionalWhen(t.freeObject(), "act", "edit"),
};

/** What the actions take that every service with a database has. */
export const opsParams = {
  deadLetters: t.object({
    filter: deadLetterFilter,
    /** Rows behind this place in the order of the list. */
    behind: t.optional(t.object({ at: t.integer(), id: t.integer() })),
    limit: t.integer().min(1).max(200),
  }),
  serviceState: t.object({}),
  deadLetter: t.object({ id: t.integer() }),
  settleDeadLetter: t.object({ ...t.write, id: t.integer(), ...deadLetterAct }),
};

/** How far what a service publishes and takes has come, and what its process does by itself. */
export interface ServiceState {
  service: OperatedService;
  /** Events that wait in its outbox, and when the oldest was written. */
  outbox_waiting: number;
  outbox_oldest_at: number | null;
  dead_letters: number;
  consumers: { name: string; pattern: string; waiting: number; in_progress: number }[];
  jobs: {
    name: string;
    every_ms: number;
    /** Absent from processes of the release before. */
    when_due?: boolean;
    running: boolean;
    failing: boolean;
    next_in_ms: number | null;
  }[];
}

/** A process of the product. */
export interface Replica {
  /** Its name on the bus. */
  id: string;
  host: string;
  pid: number | null;
  version: string | null;
  started_at: number | null;
  /** False once it is silent for longer than three seconds. */
  available: boolean;
  /** When it was last heard; null while it is available. */
  silent_since: number | null;
  /** True when it is silent and processes that started since then run its services. */
  replaced: boolean;
  /** Percent of the machine's processors; null where it does not say. */
  cpu: number | null;
  services: { name: string; state: "ok" | "unavailable" }[];
}

/** How long the requests of a route took since the gateways started; of the latest few hundred, in milliseconds. */
export interface RouteTimes {
  route: string;
  method: string;
  requests: number;
  failed: number;
  p50_ms: number;
  p95_ms: number;
  max_ms: number;
}

/** A part of a list that several services answer; those that did not answer in time are named. */
export interface Gathered<Item> {
  items: Item[];
  next_cursor: string | null;
  unavailable: string[];
}
