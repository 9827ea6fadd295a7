/** Control characters (`\p{Cc}`), within the brackets of a pattern that is published. */
export const control = String.raw`\x00-\x1f\x7f-\x9f`;

const published = new Map<string, string>();

/**
 * A pattern that other languages lack or read in another way, beside the one that documents have in its place: that takes
 * all that is valid, and refuses what the languages agree on.
 */
export function publishedAs(checked: RegExp, portable: string): RegExp {
  published.set(checked.source, portable);
  return checked;
}

/** What documents have for a pattern; nothing for one that has no portable form. */
export const portableOf = (pattern: string): string | undefined =>
  published.get(pattern) ?? (/\\p|\(\?/i.test(pattern) ? undefined : pattern);
