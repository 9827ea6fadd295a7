import type { ActionParams, ActionResult, BulkFailure } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { isRefusal } from "../runner/errors.ts";
import { isStuck, type Step, workflow } from "../workflow.ts";
import { createFulfillment } from "./create-fulfillment.ts";
import { setOrderStatus } from "./set-order-status.ts";
import { invalidateCache, notify } from "./steps.ts";

type Input = ActionParams<"orchestra.bulkUpdateOrders">;
type Outcome = ActionResult<"orchestra.bulkUpdateOrders">;

// Rows that one transaction locks, and how much of it all goes on at once.
const chunkSize = 50;
const chunksAtOnce = 4;
const runsAtOnce = 8;

/** Changes many orders, a chunk beside another; what one order refuses fails alone. */
export const bulkUpdateOrders = workflow(
  "orchestra.bulkUpdateOrders",
  params.bulkUpdateOrders,
  {
    subject: ({ store, order_ids }) => ({ store_id: store.store_id, id: `${order_ids.length} orders` }),
    waits: 55_000,
  },
  async (step, input) => {
    await step.pointOfNoReturn();
    const outcomes = isDoneInChunks(input)
      ? await inParallel(chunksOf(input.order_ids, chunkSize), chunksAtOnce, (ids, index) =>
          changeChunk(step.scope(index), input, ids),
        )
      : await inParallel(input.order_ids, runsAtOnce, (id, index) => changeOne(step.scope(index), input, id));
    return inOrderOf(input.order_ids, outcomes);
  },
);

// Statuses that are workflows of their own, and fulfilments, go order by order.
function isDoneInChunks({ change }: Input): boolean {
  if (change.action === "fulfill") return false;
  return change.action !== "update_status" || (change.status !== "cancelled" && change.status !== "refunded");
}

// What is not done in chunks.
const nothing: Outcome = { updated: [], failed: [] };

async function changeChunk(step: Step, { store, change }: Input, order_ids: string[]): Promise<Outcome> {
  const { store_id } = store;
  if (change.action === "update_status") {
    const { status, note } = change;
    if (status === "cancelled") return nothing;
    const done = await step.call("orders.bulkSetStatus", { store_id, order_ids, status, note });
    for (const order of done.updated) {
      const ref = { store_id, order_id: order.id };
      const told = change.notify && done.changed.includes(order.id) ? await step.read("orders.get", ref) : undefined;
      if (told) await notify(step, store, "order_status", { order: told, status, note });
      await invalidateCache(step, ref, order);
    }
    return outcomeOf(done);
  }
  if (change.action === "fulfill") return nothing;
  const tags = change.action === "add_tags" ? { add: change.tags } : { remove: change.tags };
  const done = await step.call("orders.bulkTag", { store_id, order_ids, ...tags });
  for (const order of done.updated) await invalidateCache(step, { store_id, order_id: order.id }, order);
  return outcomeOf(done);
}

const outcomeOf = ({ updated, failed }: ActionResult<"orders.bulkTag">): Outcome => ({
  updated: updated.map(({ id }) => id),
  failed,
});

async function changeOne(step: Step, { store, change }: Input, order_id: string): Promise<Outcome> {
  try {
    if (change.action === "fulfill") {
      const { awb, tracking_url, shipping_method, notify } = change;
      await step.run(createFulfillment, {
        store,
        order_id,
        fulfillment: { awb, tracking_url, shipping_method },
        notify,
      });
    } else if (change.action === "update_status") {
      const { status, note, notify } = change;
      await step.run(setOrderStatus, { store, order_id, status, note, notify });
    }
    return { updated: [order_id], failed: [] };
  } catch (error) {
    if (!isRefusal(error) && !isStuck(error)) throw error;
    const { type, message } = error as { type: string; message: string };
    return { updated: [], failed: [{ order_id, code: type, message }] };
  }
}

function inOrderOf(ids: string[], outcomes: Outcome[]): Outcome {
  const place = new Map(ids.map((id, index) => [id, index]));
  const by = (id: string) => place.get(id) ?? 0;
  const failed: BulkFailure[] = outcomes.flatMap((outcome) => outcome.failed);
  return {
    updated: outcomes.flatMap(({ updated }) => updated).sort((a, b) => by(a) - by(b)),
    failed: failed.sort((a, b) => by(a.order_id) - by(b.order_id)),
  };
}

function chunksOf<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

async function inParallel<T, R>(
  items: T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
