const yes = "true t yes y 1 on x ja j oui o sí si s हाँ হ্যাঁ نعم 是 はい".split(" ");
const no = "false f no n 0 off nein non não nao नहीं না لا 否 いいえ -1".split(" ");

/** A truth value as people write it; the text itself when it is none, for the schema to refuse. */
export function truth(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  const word = text.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : text;
}

/**
 * A number as people write it, with a decimal point, or a decimal comma where no point is; the text itself when it is
 * none, or may mean two numbers (`1,234`).
 */
export function amount(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const plain = /^-?\d+(,\d{1,2})?$/.test(text) ? text.replace(",", ".") : text;
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
}

/** A text of HTML, as shops keep descriptions, as plain text of several lines. */
export function plainText(html: string | undefined): string | undefined {
  if (html === undefined || !/<[a-z/!]|&[a-z#]/i.test(html)) return html;
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\s+/g, " ")
    .replace(/<br\s*\/?>|<\/(p|div|li|h[1-6]|tr|ul|ol)>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39|apos);/g, (_, name: string) => entities[name] ?? "")
    .replace(/ *\n */g, "\n")
    .trim();
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'", apos: "'" };

/** An object without the fields that are undefined. */
export const filled = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
