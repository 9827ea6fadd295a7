import { waitAtMost } from "../work/deadline.ts";

const largest = 32;
// As many as begin a batch before its time.
const enough = largest / 2;
const enoughAfterRest = largest / 4;

interface Waiting<Item> {
  item: Item;
  done: PromiseWithResolvers<void>;
}

/**
 * Makes a function that handles an item alone when it is idle, and the items that arrive meanwhile together, one batch
 * after another. A batch that fails is handled item by item, and each promise settles with its own item. For work without
 * a waiting client: an item waits up to `batchWindowMs` milliseconds for others, and a batch that comes within `restMs` of the
 * one before waits for as long, each unless there are enough.
 */
export function inBatches<Item>(
  one: (item: Item) => Promise<void>,
  many: (items: Item[]) => Promise<void>,
  { batchWindowMs = 0, restMs = 0 }: { batchWindowMs?: number; restMs?: number } = {},
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  const most = batchWindowMs > 0 ? enough : enoughAfterRest;
  let running = false;
  let restedAt = 0;
  let enoughCame: () => void = () => undefined;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const pause = Math.max(batchWindowMs, restedAt - performance.now());
      if (pause > 0 && waiting.length < most) await gather(pause);
      await deal(waiting.splice(0, largest));
      restedAt = performance.now() + restMs;
    }
    running = false;
  }

  function gather(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    enoughCame = resolve;
    return waitAtMost(promise, ms);
  }

  async function deal(batch: Waiting<Item>[]): Promise<void> {
    const isDone = batch.length > 1 && (await succeeds(many(batch.map(({ item }) => item))));
    if (isDone) for (const { done } of batch) done.resolve();
    else await Promise.all(batch.map(({ item, done }) => one(item).then(done.resolve, done.reject)));
  }

  return (item) => {
    const done = Promise.withResolvers<void>();
    waiting.push({ item, done });
    if (!running) void run();
    else if (waiting.length >= most) enoughCame();
    return done.promise;
  };
}

/** Whether work succeeds. */
export const succeeds = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
