import { foldCase, indexedForms } from "../../mixins/values/fold.ts";
import type { Modifier, ProductChanges, Promotion } from "../contracts.ts";
import { fail } from "./catalog.errors.ts";

/** A text of a product as its columns hold it for searches, of which its words are made. */
export const searchKey = (text: string): string => [...foldCase(text)].slice(0, 255).join("");

// The longest search text.
const wordLength = 100;

/** The forms of a key in the word index, cut to the length that it stores: without the marks of letters, and with them. */
export const wordKeys = (key: string): string[] =>
  indexedForms(key).map((form) => [...form].slice(0, wordLength).join("").trimEnd());

/** The search words of a product: each suffix of its name that begins at a word, and the SKU. */
export function productWords(name_key: string, sku_key: string): string[] {
  const starts = [...name_key.matchAll(/(?<=^| )[^ ]/g)].map(({ index }) => name_key.slice(index));
  return [...new Set([...starts, sku_key].flatMap(wordKeys))].filter((word) => word !== "");
}

/** A promotion's code in the form that is unique in its store. */
export const codeKey = (code: string): string => code.normalize("NFKC").toUpperCase();

/**
 * A product's modifiers after a change: those with an id are kept, those without get one, omitted ones are deleted.
 * Throws `modifier_not_found` for an id that the product does not have.
 */
export function modifiersAfter(
  known: readonly Modifier[],
  wanted: NonNullable<ProductChanges["modifiers"]>,
  nextId: () => string,
): Modifier[] {
  const ids = new Set(known.map(({ id }) => id));
  return wanted.map(({ id, name, price }) => {
    if (id !== undefined && !ids.has(id)) throw fail("modifier_not_found");
    return { id: id ?? nextId(), name, price };
  });
}

// A page of a hundred has to fit into one NATS message, whose limit is 1 MB by default.
const largestProduct = 8_000;

/** Checks that a page of a hundred such products fits into one message. Throws `product_too_large`. */
export function assertFits(product: object): void {
  if (Buffer.byteLength(JSON.stringify(product)) > largestProduct) throw fail("product_too_large");
}

/** Checks a promotion's value and period. Throws `invalid_promotion_value`, `invalid_promotion_period`. */
export function assertPossible({ type, value, starts_at, ends_at }: Promotion): void {
  if (value <= 0 || (type === "percentage" && value > 10_000)) throw fail("invalid_promotion_value");
  if (starts_at !== null && ends_at !== null && ends_at <= starts_at) throw fail("invalid_promotion_period");
}

/** Checks that a time zone is one of IANA's. Throws `unknown_timezone`. */
export function assertTimezone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw fail("unknown_timezone");
  }
}
