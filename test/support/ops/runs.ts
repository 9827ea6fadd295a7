import { ulid } from "ulid";
import { insertInto } from "./letters.ts";

/** A run that is stuck at its second step, before which it has read something; its id. */
export async function newStuckRun(
  { store_id, tenant_id }: { store_id: number; tenant_id: string },
  { workflow = "orchestra.testedRun", step = "nobody.does" } = {},
): Promise<string> {
  const public_id = `run_${ulid()}`;
  const now = Date.now();
  const steps = [
    { id: "0", seq: 0, name: "stores.get", state: "done", at: now, ms: 3, outcome: {} },
    {
      id: "1",
      seq: 1,
      name: step,
      state: "asked",
      at: now,
      key: `${public_id}/1`,
      error: { type: "refused", code: 409, message: "No <b>way</b>." },
    },
  ];
  const of = {
    public_id,
    run_key: ulid(),
    workflow,
    store_id: store_id,
    subject: `ord_${ulid()}`,
  };
  const documents = {
    actor: JSON.stringify({ type: "merchant", id: "user_1" }),
    steps: JSON.stringify({ first: steps }),
  };
  const input = JSON.stringify({
    store: { tenant_id },
    contact: { email: "rahim@example.com" },
    amount: 5,
  });
  const error = JSON.stringify({ type: "refused", code: 409, message: "No way." });
  const held = { state: "stuck", committed: 1, lease_owner: "tests", lease_until: 0, request_hash: "hash" };
  await insertInto("orchestra", "workflow_runs", [
    { ...of, ...documents, ...held, input, error, created_at: now, updated_at: now },
  ]);
  return public_id;
}
