export * from "./errors.ts";
export {
  type Bus,
  type Consumer,
  type ConsumerLag,
  matches,
  maxTries,
  retryDelay,
  Unpublishable,
} from "./events/bus.ts";
export { replayAsked } from "./events/dead-letters.ts";
export type { EventRecord } from "./events/event.ts";
export { InProcessBus } from "./events/in-process-bus.ts";
export { consumerOf, type Handler, handleOnce } from "./events/inbox.ts";
export { relayOf, type SavedEvent, saveEvents } from "./events/outbox.ts";
export { Relay } from "./events/relay.ts";
export { newId } from "./ids.ts";
export type { Logger } from "./logger.ts";
export { once, preclude, type Request, Unfinished, undone } from "./once.ts";
export { canonicalJson, type RequestHash, requestHash } from "./request-hash.ts";
export { clockOf, marks, orUpdate, skipLocked } from "./store/statements.ts";
export { driverCode, isUniqueViolation, type Row, type SqlValue, type Store } from "./store/store.ts";
export { createTables } from "./store/tables.ts";
export { backOff } from "./work/back-off.ts";
export { waitAtMost, withDeadline } from "./work/deadline.ts";
export { Gathering } from "./work/gather.ts";
export { Poller, periodic, type Worker, type WorkerState } from "./work/poller.ts";
export type { Due } from "./work/watch.ts";
export type { ActionMap, StepParams, Undo, WriteName } from "./workflows/actions.ts";
export { type CallAction, type ErrorKind, kindByCode } from "./workflows/context.ts";
export { Engine, type EngineOptions } from "./workflows/engine.ts";
export { eraseRuns } from "./workflows/erase.ts";
export {
  claimRun,
  findById,
  findByKey,
  listRuns,
  removeEnded,
  unstickRun,
} from "./workflows/journal.ts";
export { enqueueRun } from "./workflows/new-run.ts";
export {
  type ListedRun,
  operateRun,
  type RunAct,
  type RunActRefusal,
  type RunFilter,
  searchRuns,
} from "./workflows/operate.ts";
export type { Caller, Entry, RunRecord, RunState, Tags } from "./workflows/record.ts";
export { Step, type Workflow } from "./workflows/step.ts";
export { type EngineTiming, engineTiming, type RetryPolicy } from "./workflows/timing.ts";
export { type Signal, signalRuns } from "./workflows/waiting.ts";
