/** First and last name of a full name (contract §4): the last word is the last name, a single word the first. */
export function nameParts(name: string): { first_name: string; last_name: string } {
  const words = name.trim().split(/\s+/);
  if (words.length < 2) return { first_name: words[0] ?? "", last_name: "" };
  return { first_name: words.slice(0, -1).join(" "), last_name: words.at(-1) ?? "" };
}
