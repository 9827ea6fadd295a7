import type { ActionParams, ActionResult, OrderStatus } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { isRefusal } from "../refusals.ts";
import { isStuck, type Step, workflow } from "../workflow.ts";
import { createFulfillment } from "./create-fulfillment.ts";
import { setOrderStatus } from "./set-order-status.ts";
import { invalidateCache, notify } from "./steps.ts";

type Input = ActionParams<"orchestra.bulkUpdateOrders">;
type Outcome = ActionResult<"orchestra.bulkUpdateOrders">;

// Rows that one transaction locks, and how many chunks or child runs are in progress at a time.
const chunkSize = 50;
const maxChunks = 4;
const maxRuns = 8;

/** Changes many orders in parallel chunks; the refusal of one order does not affect the others. */
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
      ? await inParallel(chunksOf(input.order_ids, chunkSize), maxChunks, (ids, index) =>
          changeChunk(step.scope(index), input, ids),
        )
      : await inParallel(input.order_ids, maxRuns, (id, index) => changeOne(step.scope(index), input, id));
    return inOrderOf(input.order_ids, outcomes);
  },
);

// Fulfilments and the statuses that are workflows of their own are done order by order.
function isDoneInChunks({ change }: Input): boolean {
  if (change.action === "fulfill") return false;
  return change.action !== "update_status" || isUnsent(change.status);
}

const isUnsent = (status: OrderStatus): status is "pending" | "confirmed" | "processing" =>
  status === "pending" || status === "confirmed" || status === "processing";

// Changes that are not done in chunks.
const nothing: Outcome = { updated: [], failed: [] };

async function changeChunk(step: Step, { store, change }: Input, order_ids: string[]): Promise<Outcome> {
  const { store_id } = store;
  if (change.action === "fulfill") return nothing;
  if (change.action === "update_status") {
    const { status, note } = change;
    if (!isUnsent(status)) return nothing;
    const done = await step.call("orders.bulkSetStatus", { store_id, order_ids, status, note });
    for (const order of done.updated) {
      const ref = { store_id, order_id: order.id };
      if (change.notify && done.changed.includes(order.id))
        await notify(step, store, "order_status", await step.read("orders.get", ref), { status, note });
      await invalidateCache(step, ref, order);
    }
    return outcomeOf(done);
  }
  const tags = change.action === "add_tags" ? { add: change.tags } : { remove: change.tags };
  const done = await step.call("orders.bulkTag", { store_id, order_ids, ...tags });
  for (const order of done.updated) await invalidateCache(step, { store_id, order_id: order.id }, order);
  return outcomeOf(done);
}

const outcomeOf = ({ updated, failed }: ActionResult<"orders.bulkTag">): Outcome => ({
  updated: updated.map(({ id }) => id),
  failed,
});

async function changeOne(step: Step, { store, change, keep_promotion }: Input, order_id: string): Promise<Outcome> {
  try {
    if (change.action === "fulfill") {
      const { action: _action, notify, ...fulfillment } = change;
      await step.run(createFulfillment, { store, order_id, fulfillment, notify });
    } else if (change.action === "update_status") {
      const { action: _action, ...changes } = change;
      const kept = keep_promotion ? { keep_promotion } : {};
      await step.run(setOrderStatus, { store, order_id, ...changes, ...kept });
    }
    return { updated: [order_id], failed: [] };
  } catch (error) {
    if (!isRefusal(error) && !isStuck(error)) throw error;
    const { type, message } = error as { type: string; message: string };
    return { updated: [], failed: [{ order_id, code: type, message }] };
  }
}

function inOrderOf(ids: string[], outcomes: Outcome[]): Outcome {
  const positions = new Map(ids.map((id, index) => [id, index]));
  const by = (id: string) => positions.get(id) ?? 0;
  return {
    updated: outcomes.flatMap(({ updated }) => updated).sort((a, b) => by(a) - by(b)),
    failed: outcomes.flatMap(({ failed }) => failed).sort((a, b) => by(a.order_id) - by(b.order_id)),
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
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
