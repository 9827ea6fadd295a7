/** The variables whose URLs may ask for TLS. */
export const urlNames = [
  "DATABASE_URL",
  "DATABASE_READ_URL",
  "NATS_URL",
  "REDIS_URL",
  "SMTP_URL",
  "MEDIA_URL",
] as const;
export type EngineUrl = (typeof urlNames)[number];

/** The words of a URL's query by their one name. */
export type UrlWords = Record<string, string>;

/** True for the URLs of databases, which have words of their own. */
export const isDatabase = (name: EngineUrl) => name === "DATABASE_URL" || name === "DATABASE_READ_URL";

const files = { ca: /./, cert: /./, key: /./ };
const sslMode = /^(DISABLED|REQUIRED|VERIFY_CA|VERIFY_IDENTITY)$/;

/** The words that each URL takes, and what they may say. Any other stops the start: it would not be obeyed. */
const wordsOf: Record<EngineUrl, Record<string, RegExp>> = {
  DATABASE_URL: { ...files, "ssl-mode": sslMode },
  DATABASE_READ_URL: { ...files, "ssl-mode": sslMode },
  NATS_URL: files,
  REDIS_URL: { ...files, family: /^[046]$/, sentinel: /^[\w.-]+$/, cluster: /^true$/ },
  SMTP_URL: { ...files, from: /./, requireTLS: /^(true|false)$/ },
  MEDIA_URL: { ...files, region: /^[\w-]+$/, tls: /^off$/ },
};

// As MySQL's own clients write them.
const aliases: Record<string, string> = { "ssl-ca": "ca", "ssl-cert": "cert", "ssl-key": "key" };

/**
 * Splits a URL, or several with commas, into the part before the query, the query's words and the hosts. Throws an
 * Error that names an unknown or repeated word, or a value that is not one of the word's.
 */
export function readUrl(name: EngineUrl, text: string): { url: string; words: UrlWords; hosts: string[] } {
  const parts = text.split(/,(?=\w+:\/\/)/);
  const words: UrlWords = {};
  for (const part of parts) readWords(name, part.split("?")[1] ?? "", words);
  if (new Set(parts.map(schemeOf)).size > 1) throw new Error(`${name} must have one scheme for all its hosts`);
  return { url: parts.map((part) => part.split("?")[0]).join(","), words, hosts: parts.flatMap(hostsOf) };
}

/** True where the connection of a URL is encrypted, or, by SMTP, becomes so where the server can. */
export function isEncrypted(name: EngineUrl, text: string, words: UrlWords): boolean {
  if (isDatabase(name)) return (words["ssl-mode"] ?? "DISABLED") !== "DISABLED";
  if (name === "SMTP_URL") return true;
  if (name === "MEDIA_URL") return schemeOf(text) === "s3" && words.tls !== "off";
  return ["tls", "rediss"].includes(schemeOf(text));
}

const schemeOf = (text: string) => text.split("://")[0]?.toLowerCase() ?? "";

function hostsOf(text: string): string[] {
  const authority = /^\w+:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(text)?.[1] ?? "";
  return authority.split(",").map((host) => host.replace(/:\d*$/, ""));
}

function readWords(name: EngineUrl, query: string, words: UrlWords): void {
  const known = wordsOf[name];
  const seen = new Set<string>();
  for (const [given, text] of new URLSearchParams(query)) {
    const word = isDatabase(name) ? (aliases[given] ?? given) : given;
    const pattern = Object.hasOwn(known, word) ? known[word] : undefined;
    if (!pattern)
      throw new Error(`${name} has "${given}", which is not obeyed here: it takes ${Object.keys(known).join(", ")}`);
    if (seen.has(word)) throw new Error(`${name} has "${given}" twice`);
    const value = word === "ssl-mode" ? text.toUpperCase() : text;
    if (!pattern.test(value)) throw new Error(`${name} has "${given}=${text}", which is not obeyed here: ${pattern}`);
    seen.add(word);
    words[word] = value;
  }
}
