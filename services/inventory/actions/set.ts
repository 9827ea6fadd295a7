import type { Transaction } from "sequelize";
import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { idempotent, type TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../inventory.errors.ts";
import { publishSet } from "../inventory.events.ts";
import { largestQuantity, totalOf } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, lockLevels, openLevel } from "../store/levels.ts";
import { move } from "../store/movements.ts";

type Request = Omit<ActionParams<"inventory.set">, "idempotency_key">;

/**
 * Sets the quantity on hand, or adds to it; starts to track the SKU where it was not tracked. `if_versions` refers to
 * the version that `inventory.get` returns for the same location. Throws `insufficient_stock`, `stock_too_large`,
 * `version_mismatch`.
 */
export const set = action("inventory.set", params.set, (request, context) =>
  idempotent(context, request, (txContext) => setStock(txContext, request)),
);

/** The same in a transaction. */
export async function setStock({ db, tx, publish }: TransactionContext, request: Request) {
  const before = await lockRequested(db, tx, request);
  assertVersion(totalOf(request.sku, before.requested).version, request.if_versions);
  const { requested, level } = before.level ? { ...before, level: before.level } : await open(db, tx, request);
  const on_hand = request.on_hand ?? level.on_hand + (request.adjust ?? 0);
  assertPossible(on_hand, level);
  if (before.level && on_hand === level.on_hand) return totalOf(request.sku, requested);
  const type = request.on_hand === undefined ? "adjust" : "set";
  const of = { store_id: request.store_id, type, reference: null, reason: request.reason } as const;
  await move(db, tx, of, [{ level, quantity: on_hand - level.on_hand }]);
  const changed = totalOf(request.sku, (await lockRequested(db, tx, request)).requested);
  publishSet(publish, request, type, before.level && totalOf(request.sku, before.requested), changed);
  return changed;
}

function assertPossible(on_hand: number, { reserved }: LevelRow): void {
  if (on_hand < reserved) throw fail("insufficient_stock");
  if (on_hand > largestQuantity) throw fail("stock_too_large");
}

// The level to write, and the levels that the caller reads: all of the SKU's unless a location is named.
async function lockRequested(db: Database, tx: Transaction, { store_id, sku, location_id }: Request) {
  const all = (await lockLevels(db, tx, store_id, [{ sku }])).get(sku) ?? [];
  const level = all.find((row) => row.location_id === (location_id ?? ""));
  return { level, requested: location_id === undefined ? all : all.filter((row) => row === level) };
}

async function open(db: Database, tx: Transaction, request: Request) {
  await openLevel(db, tx, request.store_id, request.sku, request.location_id ?? "");
  const { level, requested } = await lockRequested(db, tx, request);
  if (!level) throw fail("sku_not_found");
  return { level, requested };
}
