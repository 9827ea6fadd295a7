const ascii = /^[\0-\x7f]*$/;

// What word processors put for ' " and -. Before the decomposition, which takes some of them apart.
const quotes = /[\u2018-\u201b\u2032\u2035\u00b4\u0060\u02b9\u02bb-\u02bd\u02c8\uff07]/g;
const doubleQuotes = /[\u201c-\u201f\u2033\u2036\u02ba\u00ab\u00bb\uff02]/g;
const dashes = /[\u2010-\u2015\u2212\u2043\u058a\ufe58\ufe63\uff0d]/g;

// Letters with a stroke or a hook, and ligatures, which Unicode does not decompose: what people type for them.
const plainLetters: Record<string, string> = Object.fromEntries(
  "øo łl đd ðd ħh ŧt ŋn ɓb ɗd ƙk ƴy əa".split(" ").map((pair) => [...pair]),
);
Object.assign(plainLetters, { æ: "ae", œ: "oe", þ: "th" });
const marked = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/**
 * Text in which every upper and lower case and every width and ligature of a character is the same, and typographic
 * quotes and dashes are plain ones. Unicode's full case folding is reached by way of both cases, since `toLowerCase`
 * alone knows two small sigmas, and `ß` beside `ss`.
 */
export function foldCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase().replaceAll("`", "'");
  const plain = text.replace(quotes, "'").replace(doubleQuotes, '"').replace(dashes, "-");
  const parts = plain.normalize("NFKD").replaceAll("\u02bc", "'");
  return parts.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKD");
}

/**
 * Text of one case without the marks of Latin, Greek and Cyrillic letters: `josé` is `jose`, `łódź` is `lodz`. Marks of
 * other scripts are vowels (Bengali, Devanagari) or tell letters apart (Arabic, kana), and stay.
 */
export function withoutMarks(folded: string): string {
  if (ascii.test(folded)) return folded;
  return folded.replace(/[øłđðħŧŋɓɗƙƴəæœþ]/g, (letter) => plainLetters[letter] ?? letter).replace(marked, "$1");
}

/** Text as searches compare it: in one case, without accents. */
export const fold = (text: string): string => withoutMarks(foldCase(text));

/**
 * The forms of a text of one case in an index: without marks, as searches look for it, and with them, as the release
 * before writes and looks for it.
 */
export const indexedForms = (folded: string): string[] => [...new Set([withoutMarks(folded), folded])];
