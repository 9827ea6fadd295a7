import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { BulkFailure } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { orderEvent } from "../order-transaction.ts";
import { orderErrors } from "../orders.errors.ts";
import { isMovable, retagged } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { lockMany, outcomeOf, updateStatuses, updateTags } from "../store/many.ts";
import { type OrderRow, toOrder } from "../store/rows.ts";

/**
 * Gives many orders a status that moves no pieces, in one transaction, by the rules for one; refused orders are reported
 * with the reason.
 */
export const bulkSetStatus = action("orders.bulkSetStatus", params.bulkSetStatus, (request, context) =>
  idempotent(context, request, async ({ tx, publish }) => {
    const { db, actor } = context;
    const { status, note } = request;
    const rows = await lockMany(db, tx, request.store_id, request.order_ids);
    const same = rows.filter((row) => row.status === status);
    const moving = rows.filter((row) => row.status !== status && isMovable(row.status));
    const saved = await updateStatuses(db, tx, moving, { status, note, actor });
    for (const [index, row] of saved.entries()) {
      const [before, after] = [toOrder(moving[index] ?? row), toOrder(row)];
      publish({ name: "order.status_changed", ...orderEvent(row, after, changeOf(before, after)) });
    }
    const final = rows.filter((row) => row.status !== status && !isMovable(row.status));
    const failures = final.map((row) => failureOf(row, "invalid_status_transition"));
    const changed = saved.map(({ public_id }) => public_id);
    return { ...outcomeOf(request.order_ids, [...same, ...saved], failures), changed };
  }),
);

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
    const failed = new Set(failures.map(({ order_id }) => order_id));
    const updated = rows.filter(({ public_id }) => !failed.has(public_id));
    return outcomeOf(request.order_ids, [...updated, ...saved], failures);
  }),
);

function tagsFor(row: OrderRow, { add, remove }: { add?: string[]; remove?: string[] }, failures: BulkFailure[]) {
  const { tags } = toOrder(row);
  try {
    return retagged(tags, add, remove);
  } catch (error) {
    if (!isError(error, "too_many_tags")) throw error;
    failures.push(failureOf(row, "too_many_tags"));
    return tags;
  }
}

const failureOf = ({ public_id }: OrderRow, code: keyof typeof orderErrors): BulkFailure => ({
  order_id: public_id,
  code,
  message: orderErrors[code][1],
});
