const ascii = /^[\0-\x7f]*$/;

// What word processors put for ' " and -. Before the decomposition, which takes some of them apart.
const quotes = /[\u2018-\u201b\u2032\u2035\u00b4\u0060\u02b9\u02bb-\u02bd\u02c8\uff07]/g;
const doubleQuotes = /[\u201c-\u201f\u2033\u2036\u02ba\u00ab\u00bb\uff02]/g;
const dashes = /[\u2010-\u2015\u2212\u2043\u058a\ufe58\ufe63\uff0d]/g;

/**
 * Text as searches compare it: every upper and lower case and every width and ligature of a character is the same, and
 * typographic quotes and dashes are plain ones. Unicode's full case folding is reached by way of both cases, since
 * `toLowerCase` alone knows two small sigmas, and `ß` beside `ss`.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase().replaceAll("`", "'");
  const plain = text.replace(quotes, "'").replace(doubleQuotes, '"').replace(dashes, "-");
  const parts = plain.normalize("NFKD").replaceAll("\u02bc", "'");
  return parts.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKD");
}
