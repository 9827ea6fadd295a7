import { decodeTime } from "ulid";
import { type DemoKind, ulidAt } from "./ids.ts";
import { randomOf } from "./random.ts";

/** The public id of the n-th part of a sample, derived from the id of the whole: the same in every service. */
export const idWithin = (kind: DemoKind, whole: string, n: number): string =>
  ulidAt(kind, decodeTime(whole.slice(whole.indexOf("_") + 1)) + n, randomOf(kind, whole, n));
