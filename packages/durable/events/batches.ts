import { waitAtMost } from "../work/deadline.ts";

const largest = 32;
const enough = largest / 2;

interface Waiting<Item> {
  item: Item;
  done: PromiseWithResolvers<void>;
}

/**
 * Makes a function that handles an item alone when it is idle, and the items that arrive meanwhile together, one batch
 * after another. A batch that fails is handled item by item, and each promise settles with its own item. An item waits
 * up to `batchWindowMs` milliseconds for others, unless there are enough: for work without a waiting client.
 */
export function inBatches<Item>(
  one: (item: Item) => Promise<void>,
  many: (items: Item[]) => Promise<void>,
  batchWindowMs = 0,
): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let running = false;
  let enoughCame: () => void = () => undefined;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      if (batchWindowMs > 0 && waiting.length < enough) await gather();
      await deal(waiting.splice(0, largest));
    }
    running = false;
  }

  function gather(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    enoughCame = resolve;
    return waitAtMost(promise, batchWindowMs);
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
    else if (waiting.length >= enough) enoughCame();
    return done.promise;
  };
}

/** Whether work succeeds. */
export const succeeds = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
