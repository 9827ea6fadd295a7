import type {
  ActionParams,
  FulfilledItem,
  Fulfillment,
  FulfillmentItem,
  Order,
  OrderWithItems,
  StockLine,
} from "../../contracts.ts";
import { assertFulfillable } from "../orchestra.rules.ts";
import type { Step } from "../workflow.ts";
import { refOf } from "./steps.ts";

type Input = ActionParams<"orchestra.createFulfillment">;

/** A fulfilment that was created and counts, of an order as it was before. */
export interface Made {
  before: OrderWithItems;
  fulfillment: Fulfillment;
  order: Order;
  /** What was reserved for pieces that were lost. */
  stock?: Omit<ActionParams<"inventory.commit">, "idempotency_key">;
}

/** Creates a fulfilment that a courier or the stock may refuse: its pieces are claimed before, and confirmed after it. */
export async function claimAndCreate(step: Step, input: Input, before: OrderWithItems): Promise<Made> {
  const { mine, release, cancelling } = partsOf(step, input);
  // Planned: what undoes all three is written with the first change.
  const claiming = step.plan("orders.claimFulfillment", release);
  const create = step.plan("shipments.create", cancelling);
  const confirm = step.plan("orders.confirmFulfillment", release);
  const claim = await claiming({ ...mine, items: input.items, if_versions: input.if_versions });
  const stock = await takeAgain(step, input, before, mine.fulfillment_id, claim.again);
  const fulfillment = await create(creationOf(input, before, mine, claim.items));
  // Refused when the order was cancelled in the meantime: the fulfilment is then compensated.
  return { before, fulfillment, order: await confirm(mine), stock };
}

/** The same in the steps of runs that began before version 2: each is asked for when the one before is done. */
export async function claimAndCreateFirst(step: Step, input: Input): Promise<Made> {
  const before = await step.read("orders.get", refOf(input));
  step.tag({ customer_id: before.customer_id });
  await step.check("Validate fulfillment", () => assertFulfillable(before));
  const { mine, release, cancelling } = partsOf(step, input);
  const { items, if_versions } = input;
  const claim = await step.call("orders.claimFulfillment", { ...mine, items, if_versions }, release);
  const stock = await takeAgain(step, input, before, mine.fulfillment_id, claim.again);
  const fulfillment = await step.call("shipments.create", creationOf(input, before, mine, claim.items), cancelling);
  return { before, fulfillment, order: await step.call("orders.confirmFulfillment", mine, release), stock };
}

function partsOf(step: Step, input: Input) {
  const mine = { ...refOf(input), fulfillment_id: step.newId("ful") };
  const release = { action: "orders.releaseFulfillment", params: mine } as const;
  return { mine, release, cancelling: { action: "shipments.cancel", params: mine } as const };
}

const creationOf = (
  { store, fulfillment, labels }: Input,
  { customer_id }: OrderWithItems,
  mine: ReturnType<typeof partsOf>["mine"],
  items: FulfilledItem[],
) => ({
  ...mine,
  tenant_id: store.tenant_id,
  customer_id,
  fulfillment: { ...fulfillment, items: labelled(items, labels) },
});

// The stock of pieces that were lost is gone: to send them again, stock is taken anew. Throws `out_of_stock`.
async function takeAgain(
  step: Step,
  { store: { store_id, tenant_id } }: Input,
  { location_id }: OrderWithItems,
  reference: string,
  lines: StockLine[] = [],
): Promise<Made["stock"]> {
  if (lines.length === 0) return undefined;
  const stock = { store_id, tenant_id, reference, ...(location_id === null ? {} : { location_id }) };
  await step.call("inventory.reserve", { ...stock, lines }, { action: "inventory.release", params: stock });
  return stock;
}

/** The items of a label: the merchant may print another name or price on it than the order has. */
export const labelled = (items: FulfilledItem[], labels: Input["labels"]): FulfillmentItem[] =>
  items.map(({ id, name, quantity }) => ({
    id,
    name: labels?.[id]?.name ?? name,
    quantity,
    selling_price: labels?.[id]?.selling_price ?? null,
  }));
