import type { Change, Snapshot } from "../../services/contracts.ts";

/** The fields in which two snapshots differ, in both states; undefined when they are equal. */
export function difference(before: Snapshot, after: Snapshot): Change | undefined {
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (names.length === 0) return undefined;
  const only = (snapshot: Snapshot) => Object.fromEntries(names.map((name) => [name, snapshot[name] ?? null]));
  return { before: only(before), after: only(after) };
}
