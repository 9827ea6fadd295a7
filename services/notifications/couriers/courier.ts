import type { QueuedMessage } from "../store/queue.ts";

/** Brings messages of a channel to their recipients. */
export interface Courier {
  /** Resolves when somebody else has taken charge of the message; throws to be asked again. */
  deliver(message: QueuedMessage): Promise<void>;
  close?(): void;
}

/** A reason that no further try can mend. */
export class Undeliverable extends Error {}
