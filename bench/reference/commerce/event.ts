import type { Told } from "../orders/locked.ts";

/** Something that the event log tells; with an entry the order's timeline too. */
export const told = (name: string, type: string, id: string, after: object, entry?: Told["entry"]): Told => ({
  name,
  type,
  id,
  before: null,
  after,
  ...(entry ? { entry } : {}),
});
