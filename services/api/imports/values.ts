import { decodeHTMLStrict } from "entities";

const yes = "true t yes y 1 on x ja j oui o sí si s हाँ হ্যাঁ نعم 是 はい".split(" ");
const no = "false f no n 0 off nein non não nao नहीं না لا 否 いいえ -1".split(" ");

/** A truth value as people write it; the text itself when it is none, for the schema to refuse. */
export function truth(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  const word = text.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : text;
}

// Thousands in groups, of one mark; where one group alone has a point or a comma, decimals tell which that is.
const grouped = [
  /^-?\d{1,3}(\.\d{3})+,\d+$/,
  /^-?\d{1,3}(,\d{3})+\.\d+$/,
  /^-?\d{1,3}(\.\d{3}){2,}$/,
  /^-?\d{1,3}(,\d{3}){2,}$/,
  /^-?\d{1,3}(?:( \d{3})+|(\u00a0\d{3})+|(\u202f\d{3})+|('\d{3})+|(\u2019\d{3})+)([.,]\d+)?$/,
];

/**
 * A number as people write it, with a decimal point, or a decimal comma where no point is, and thousands in groups; the
 * text itself when it is none, or may mean two numbers (`1,234`).
 */
export function amount(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const isGrouped = grouped.some((form) => form.test(text));
  const plain = isGrouped ? withoutGroups(text) : /^-?\d+(,\d{1,2})?$/.test(text) ? text.replace(",", ".") : text;
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
}

// The last mark is that of the decimals, unless all are the same.
function withoutGroups(text: string): string {
  const marks = text.match(/[^\d-]/g) ?? [];
  const last = marks.at(-1) ?? "";
  const digits = text.replace(/[^\d-]/g, "");
  if (marks[0] === last) return digits;
  const decimals = text.length - text.lastIndexOf(last) - 1;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** A text of HTML, as shops keep descriptions, as plain text of several lines. */
export function plainText(html: string | undefined): string | undefined {
  if (html === undefined || !/<[a-z/!]|&[a-z#]/i.test(html)) return html;
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\s+/g, " ")
    .replace(/<br\s*\/?>|<\/(p|div|li|h[1-6]|tr|ul|ol)>/gi, "\n")
    .replace(/<[^>]*>/g, "");
  return decodeHTMLStrict(text)
    .replace(/\u00a0/g, " ")
    .replace(/\u00ad/g, "")
    .replace(/ *\n */g, "\n")
    .trim();
}

/** An object without the fields that are undefined. */
export const filled = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
