import Joi from "joi";
import { isPlainEmail } from "../../mixins/values/contact.ts";
import { endOfDay, startOfDay } from "../../mixins/values/day.ts";
import { asciiDigits } from "../../mixins/values/digits.ts";
import type { Store } from "../contracts.ts";
import { refuseFields } from "./errors.ts";
import { component } from "./openapi/component.ts";
import { control, publishedAs } from "./openapi/patterns.ts";
import { aboutFreeObject } from "./surfaces/shared/fields.ts";
import { minorUnits, money } from "./surfaces/shared/values.ts";

export * from "./surfaces/shared/pagination.ts";
export * from "./surfaces/shared/values.ts";

/** An amount of money in a request, at least `least`. */
export const amountBody = (least = 0) =>
  Joi.number().min(least).max(1e12).description("In the store's currency, with no more decimals than it has.");

/** Checks the decimals of amounts by the store's currency. Throws `validation_error` naming each with too many. */
export function assertAmounts(amounts: Record<string, number | null | undefined>, store: Store): void {
  const { currency, currency_decimals: decimals } = store;
  const wrong = Object.entries(amounts).filter(
    ([, amount]) => typeof amount === "number" && amount !== money(minorUnits(amount, store), store),
  );
  if (wrong.length === 0) return;
  refuseFields(
    wrong.map(([path]) => ({ path, message: `"${path}" must have at most ${decimals} decimals, as ${currency} has` })),
  );
}

const dateOrTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A query parameter that is a date or a date-time, as epoch milliseconds; without a zone it is UTC. */
export const timeQuery = (whole: "start" | "end") =>
  Joi.string()
    .pattern(dateOrTime)
    .custom((text: string, helpers) => readTime(text, whole) ?? helpers.error("string.pattern.base"))
    .messages({ "string.pattern.base": "{{#label}} must be a date (2025-06-01) or a date-time (2025-06-01T00:00:00Z)" })
    .description(whole === "end" ? "A date means the whole day." : "A date, or a date-time.")
    .example("2025-06-01");

/** A date or a date-time of a body that is read by `momentOf`, once the store is known. */
export const momentBody = () =>
  Joi.string()
    .pattern(dateOrTime)
    .custom((text: string, helpers) =>
      readTime(text, "start") === undefined ? helpers.error("string.pattern.base") : text,
    )
    .messages({
      "string.pattern.base": "{{#label}} must be a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z",
    })
    .example("2026-12-31");

/** A moment of a body in epoch milliseconds: a date is the start or the end of that day in the store's time zone. */
export function momentOf(text: string, whole: "start" | "end", { timezone }: Store): number {
  if (text.length > 10) return readTime(text, "start") ?? Number.NaN;
  return whole === "start" ? startOfDay(text, timezone) : endOfDay(text, timezone);
}

function readTime(text: string, whole: "start" | "end"): number | undefined {
  if (!dateOrTime.test(text)) return undefined;
  const time = Date.parse(/T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(time) || !text.startsWith(new Date(Date.parse(text.slice(0, 10))).toISOString().slice(0, 10)))
    return undefined;
  // The end is exclusive: the next day, or the next millisecond.
  if (whole === "start") return time;
  return text.length === 10 ? time + 86_400_000 : time + 1;
}

/** A boolean of a query. */
export const flagQuery = () => Joi.boolean();

/** An email address. */
export const emailBody = () =>
  Joi.string()
    .email({ tlds: false, minDomainSegments: 2 })
    .max(254)
    .custom((email: string, helpers) => (isPlainEmail(email) ? email : helpers.error("string.email")))
    .example("rahim@example.com")
    .messages({ "string.email": "{{#label}} must be an email address such as name@example.com" });

// Of what is not ASCII, other languages cannot tell which are digits.
const phoneNumber = publishedAs(
  /^(?=\P{Nd}*\p{Nd})[+＋]?[\p{Nd} ().\-/]+$/u,
  String.raw`^[+＋]?[ ().\-/]*[^\x00-\x2f:-\x9f][^\x00-\x1f!-'*-,:-\x9f]*$`,
);

/** A phone number as people write it, in the digits of any script. */
export const phoneBody = (min = 5) =>
  Joi.string()
    .custom(shortDigits)
    .min(min)
    .max(20)
    .pattern(phoneNumber, "phone number")
    .example("01712345678")
    .description("Digits of any script, with spaces, `(`, `)`, `.`, `-` and `/` between them, and `+` before them.");

// Digits beyond the basic plane take two units of a string, and would count twice.
const shortDigits = (text: string) => text.replace(/[\u{10000}-\u{10ffff}]/gu, asciiDigits);

/** A text in which the spaces around it do not count. */
export const trimmedBody = () => Joi.string().custom((text: string) => text.trim());

const controlButBreaks = String.raw`\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f`;
const line = publishedAs(/^[^\p{Cc}]*$/u, `^[^${control}]*$`);
const lines = publishedAs(/^[\n\r\t\P{Cc}]*$/u, `^[^${controlButBreaks}]*$`);
// Which characters beyond ASCII are blank, languages do not agree on.
const filledLine = publishedAs(/^(?=\s*\S)[^\p{Cc}]*$/u, `^ *[^ ${control}][^${control}]*$`);
const filledLines = publishedAs(
  /^(?=\s*\S)[\n\r\t\P{Cc}]*$/u,
  String.raw`^[\t\n\r ]*[^ ${control}][^${controlButBreaks}]*$`,
);

/** A single line of text: no control characters. */
export const textBody = (max: number) => Joi.string().max(max).pattern(line, "text without control characters");

/** A single line of text that is not blank. One pattern, because JSON Schema has one `pattern` only. */
export const filledTextBody = (max: number) =>
  Joi.string().max(max).pattern(filledLine, "text that is not blank and has no control characters");

/** Text of several lines. */
export const noteBody = (max: number) => Joi.string().max(max).pattern(lines, "text without control characters");

/** Text of several lines that is not blank. */
export const filledNoteBody = (max: number) =>
  Joi.string().max(max).pattern(filledLines, "text that is not blank and has no control characters");

// A list of 250 customers has to fit into one message of the bus: 1 MB by default.
const freeObjectBytes = 3_000;
const freeObjectLevels = 20;

/** A JSON object of any shape. */
export const freeObjectBody = () => freeObject;

const freeObject = component(
  "FreeObject",
  Joi.object()
    .unknown(true)
    .description(aboutFreeObject)
    .custom((value: object, helpers) => {
      if (isDeeper(value, freeObjectLevels)) return helpers.error("object.tooDeep");
      return Buffer.byteLength(JSON.stringify(value)) > freeObjectBytes ? helpers.error("object.tooLarge") : value;
    })
    .messages({
      "object.tooDeep": `{{#label}} must be at most ${freeObjectLevels} levels deep`,
      "object.tooLarge": `{{#label}} must be at most ${freeObjectBytes} bytes of JSON`,
    }),
);

// Level by level: recursion would overflow the stack on the values that this is to refuse.
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}
