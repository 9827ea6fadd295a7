import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { getCACertificates } from "node:tls";
import { type EngineUrl, isDatabase, isEncrypted, readUrl, type UrlWords, urlNames } from "./tls-words.ts";

/** What a verified TLS connection is made with: PEM texts, as `node:tls` takes them. */
export interface TlsOptions {
  ca: string;
  cert?: string;
  key?: string;
}

/** An engine's URL without its TLS words, and its TLS; without `tls` the connection is in clear. */
export interface Secured {
  url: string;
  tls?: TlsOptions;
  /** Other words of the URL. */
  words: Record<string, string>;
}

/**
 * Reads the TLS of an engine's URL: the scheme (`tls://`, `rediss://`, `smtps://`) or `ssl-mode` says whether, `ca`,
 * `cert` and `key` name PEM files. Certificates are always verified: by `ca`, else by the system's CAs and those in
 * `TLS_CA_FILE`. Throws an Error that names a word that would not be obeyed.
 */
export function secured(name: EngineUrl, text: string, caFile?: string): Secured {
  const { url, words, hosts } = readUrl(name, text);
  const { ca, cert, key, ...others } = words;
  if (!isEncrypted(name, text, words)) {
    const [idle] = ["ca", "cert", "key"].filter((word) => words[word] !== undefined);
    if (idle) throw new Error(`${name} has "${idle}", but its connection is not encrypted`);
    return { url, words: others };
  }
  assertNamedHosts(name, words, hosts);
  if (!cert !== !key) throw new Error(`${name} needs both "cert" and "key" for a client certificate, or neither`);
  const tls: TlsOptions = { ca: ca ? certificateIn(name, "ca", ca) : trusted(caFile) };
  if (cert && key) Object.assign(tls, { cert: certificateIn(name, "cert", cert), key: keyIn(name, key) });
  return { url, tls, words: others };
}

/** What is wrong with the TLS of an environment's URLs, one line for each. */
export function tlsProblems(env: Partial<Record<EngineUrl, string>> & { TLS_CA_FILE?: string }): string[] {
  const problem = (check: () => unknown): string[] => {
    try {
      check();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  };
  const { TLS_CA_FILE: file } = env;
  const ofFile = file ? problem(() => certificateIn("TLS_CA_FILE", "TLS_CA_FILE", file)) : [];
  if (ofFile.length > 0) return ofFile;
  return urlNames.flatMap((name) => problem(() => env[name] && secured(name, env[name], file)));
}

let systemCas: string | undefined;

function trusted(caFile: string | undefined): string {
  systemCas ??= [...new Set([...getCACertificates("default"), ...getCACertificates("system")])].join("\n");
  return caFile ? `${systemCas}\n${readFileSync(caFile, "utf8")}` : systemCas;
}

// mysql2 and nats.js compare the certificate of a host that is named by its address with "localhost".
function assertNamedHosts(name: EngineUrl, words: UrlWords, hosts: string[]): void {
  const checksNames = name === "NATS_URL" || (isDatabase(name) && words["ssl-mode"] !== "VERIFY_CA");
  const address = hosts.find((host) => isIP(host.replace(/[[\]]/g, "")));
  if (!checksNames || !address) return;
  const or = isDatabase(name) ? ", or say ssl-mode=VERIFY_CA" : "";
  throw new Error(`${name} must name the host ${address} by a name, since certificates are verified by name${or}`);
}

function certificateIn(name: string, word: string, file: string): string {
  const pem = contentOf(name, word, file);
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new Error(`${name}: the file of "${word}" holds no certificate in PEM: ${file}`);
  }
}

function keyIn(name: string, file: string): string {
  const pem = contentOf(name, "key", file);
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    throw new Error(`${name}: the file of "key" holds no unencrypted private key in PEM: ${file}`);
  }
}

function contentOf(name: string, word: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Error(`${name}: the file of "${word}" cannot be read: ${file}`);
  }
}
