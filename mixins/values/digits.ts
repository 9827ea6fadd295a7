/** A text with every decimal digit of any script as one of 0–9. */
export const asciiDigits = (text: string): string =>
  ascii.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));

/** The decimal digits of a text, of any script, as 0–9. */
export const digitsIn = (text: string): string => asciiDigits(text).replace(/\D/g, "");

const ascii = /^[\0-\x7f]*$/;
const values = new Map<string, number>();

// Unicode keeps the ten digits of a script together and in order, so a run of digits begins with a zero.
function digitValue(digit: string): number {
  const known = values.get(digit);
  if (known !== undefined) return known;
  const point = digit.codePointAt(0) ?? 0;
  let first = point;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  const value = (point - first) % 10;
  values.set(digit, value);
  return value;
}
