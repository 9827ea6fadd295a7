import type { Transaction } from "sequelize";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Fulfillment } from "../../contracts.ts";
import { toRow } from "./rows.ts";

/** A historical fulfilment and its owner. */
export interface PastFulfillment {
  fulfillment: Fulfillment;
  customer_id: string | null;
}

/** Inserts historical fulfilments; those that exist already are not changed. */
export async function insertPast(
  db: Database,
  tx: Transaction,
  { store_id, tenant_id }: { store_id: number; tenant_id: string },
  fulfillments: readonly PastFulfillment[],
): Promise<void> {
  const ids = fulfillments.map(({ fulfillment }) => fulfillment.id);
  if (ids.length === 0) return;
  const sql = `SELECT public_id FROM fulfillments WHERE store_id = ? AND public_id IN (${marks(ids)})`;
  const known = new Set(
    (await db.rows<{ public_id: string }>(sql, [store_id, ...ids], tx)).map((row) => row.public_id),
  );
  const rows = fulfillments
    .filter(({ fulfillment }) => !known.has(fulfillment.id))
    .map(({ fulfillment, customer_id }) =>
      toRow(fulfillment, { store_id, tenant_id, customer_id, courier_reference: null }),
    );
  await insertBulk(db, tx, "fulfillments", rows);
}
