import { newId as newIdOf } from "@seller-orchestra/durable";

/** The kinds of public id (contract §1). */
export type IdPrefix =
  | "cust"
  | "addr"
  | "ord"
  | "oit"
  | "ful"
  | "pay"
  | "ref"
  | "ret"
  | "rev"
  | "txn"
  | "red"
  | "loc"
  | "item"
  | "mod"
  | "promo"
  | "grp"
  | "evt"
  | "imp"
  | "ntf"
  | "req"
  | "run"
  | "mov"
  | "dom"
  | "ses"
  | "pk"
  | "bank"
  | "whk"
  | "dlv"
  | "dsp"
  | "ten";

/** Makes a public id: a prefix and a ULID, so that later ids sort later. */
export function newId(prefix: IdPrefix): string {
  return newIdOf(prefix);
}
