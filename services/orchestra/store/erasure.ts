import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { update } from "../../../mixins/db/statements.ts";

/** Removes the results of a customer's runs, also of those that end later, and personal fields of those that are open. */
export async function eraseRuns(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<void> {
  await update(db, "workflow_runs", { store_id, customer_id }, { erased: 1, result: null }, tx);
  const open = await db.rows<{ id: number; workflow: string; input: string | null; steps: string | null }>(
    `SELECT id, workflow, input, steps FROM workflow_runs
     WHERE store_id = ? AND customer_id = ? AND ended_at IS NULL`,
    [store_id, customer_id],
    tx,
  );
  for (const { id, workflow, input, steps } of open) {
    const columns = { input: withoutPerson(input, workflow), steps: withoutPerson(steps, workflow) };
    await update(db, "workflow_runs", { id }, columns, tx);
  }
}

// Personal fields of orders and fulfilments, at any depth of a run's input and steps.
const personal = new Set([
  "contact",
  "customer",
  "recipient",
  "shipping_address",
  "note",
  "details",
  "cancel_reason_details",
  "feedback",
  "return_reason",
]);

// In other workflows a reason is a code or written by staff; here the customer writes it.
const isPersonal = (key: string, value: unknown, workflow: string) =>
  value !== null && (personal.has(key) || (key === "reason" && workflow === "orchestra.cancelOwnOrder"));

function withoutPerson(json: string | null, workflow: string): string | null {
  if (json === null) return null;
  const bare = JSON.parse(json, (key, value) => (isPersonal(key, value, workflow) ? undefined : value));
  return JSON.stringify(bare);
}
