import { toPlain } from "../errors.ts";
import { retry } from "./retry.ts";
import type { Run } from "./run.ts";

/** Compensates all changes of a run, the last first. False when one cannot be compensated and an operator is needed. */
export async function compensate(run: Run, error: unknown): Promise<boolean> {
  const { stopping, timing } = run.context;
  Object.assign(run.record, { state: "undoing", error: toPlain(error) });
  await run.save();
  for (const entry of run.steps.changes().toReversed()) {
    const { undo, key } = entry;
    if (!undo) continue;
    const params = { ...undo.params, undoes: key, idempotency_key: `${key}/undo` };
    const deadline = Date.now() + timing.runTimeout;
    const work = () => run.attempt(entry, () => run.call(undo.action, params));
    try {
      await retry(work, () => deadline, run.context, stopping);
    } catch (failure) {
      stopping.throwIfAborted();
      run.steps.change(entry, { error: toPlain(failure) });
      return false;
    }
    run.steps.change(entry, { state: "undone" });
    await run.save();
  }
  return true;
}
