import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { BulkFailure } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { orderEvent } from "../order-transaction.ts";
import { orderErrors } from "../orders.errors.ts";
import { retagged } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { lockMany, outcomeOf, updateTags } from "../store/many.ts";
import { type OrderRow, toOrder } from "../store/rows.ts";

/** Adds and removes tags of many orders in one transaction; orders whose tags stay the same keep their version. */
export const bulkTag = action("orders.bulkTag", params.bulkTag, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { db } = context;
    const rows = await lockMany(db, tx, request.store_id, request.order_ids);
    const failures: BulkFailure[] = [];
    const wanted = rows.map((row) => ({ row, tags: tagsFor(row, request, failures) }));
    const changes = wanted.filter(({ row, tags }) => tags.join("\n") !== toOrder(row).tags.join("\n"));
    const saved = await updateTags(db, tx, changes);
    for (const [index, row] of saved.entries()) {
      const [before, after] = [toOrder(changes[index]?.row ?? row), toOrder(row)];
      publish({ name: "order.tagged", ...orderEvent(row, after, changeOf(before, after)) });
    }
    const changed = new Map(saved.map((row) => [row.public_id, row]));
    const failed = new Set(failures.map(({ order_id }) => order_id));
    const updated = rows.filter(({ public_id }) => !failed.has(public_id));
    return outcomeOf(
      request.order_ids,
      updated.map((row) => changed.get(row.public_id) ?? row),
      failures,
    );
  }),
);

function tagsFor(row: OrderRow, { add, remove }: { add?: string[]; remove?: string[] }, failures: BulkFailure[]) {
  const { tags } = toOrder(row);
  try {
    return retagged(tags, add, remove);
  } catch (error) {
    if (!isError(error, "too_many_tags")) throw error;
    failures.push({ order_id: row.public_id, code: "too_many_tags", message: orderErrors.too_many_tags[1] });
    return tags;
  }
}
