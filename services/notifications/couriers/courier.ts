import type { QueuedMessage } from "../store/queue.ts";

/** Delivers messages of a channel to their recipients. */
export interface Courier {
  /** Resolves once another system has accepted the message; throws to be retried. */
  deliver(message: QueuedMessage): Promise<void>;
  close?(): void;
}

/** A failure that no retry can fix. */
export class Undeliverable extends Error {}
