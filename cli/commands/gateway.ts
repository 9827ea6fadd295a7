import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { operatorRole } from "../../services/contracts.ts";
import { operatorName } from "./operator.ts";

/** Which gateway is asked, and by which token. */
export interface Asking {
  url?: string;
  tokenFile?: string;
}

/** A command that asks a gateway. */
export const askingCommand = (name: string) =>
  new Command(name)
    .option("--url <url>", "a gateway's address (http://127.0.0.1 and the PORT of the environment)")
    .option("--token-file <file>", "a token of the operations surface (one that is signed here)");

interface Answer {
  data?: unknown;
  unavailable?: string[];
  message?: string;
}

const patienceMs = 15_000;

/**
 * Reads a list of the operations surface of a running gateway, as whoever runs the command: what is known
 * of running processes is nowhere else. Says on standard error which services did not answer, and then ends with 1.
 */
export async function fromGateway<Item>(path: string, { url, tokenFile }: Asking): Promise<Item[]> {
  const { env } = await import("../../config/env.ts");
  const base = (url ?? `http://${reachable(env.HOST)}:${env.PORT}`).replace(/\/+$/, "");
  const token = tokenFile === undefined ? await ownToken() : (await readFile(tokenFile, "utf8")).trim();
  const headers = { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(patienceMs);
  const response = await fetch(`${base}/ops/v1${path}`, { headers, signal }).catch((error: Error) => {
    const cause = (error.cause as Error | undefined)?.message || error.message;
    throw new Error(`No gateway answers at ${base} (${cause}): name one by --url.`);
  });
  const { data, unavailable = [], message } = (await response.json().catch(() => ({}))) as Answer;
  if (!response.ok || !Array.isArray(data))
    throw new Error(`${base} answers ${response.status}: ${message ?? "it is no gateway of Seller Orchestra."}`);
  if (unavailable.length > 0) {
    console.error(`No answer in time from: ${unavailable.join(", ")}.`);
    process.exitCode = 1;
  }
  return data as Item[];
}

async function ownToken(): Promise<string> {
  const { signToken } = await import("../../services/auth/tokens.ts");
  return signToken("ops", { sub: operatorName(), ops_roles: [operatorRole] }, 300);
}

// A gateway that listens everywhere is found on this machine.
const reachable = (host: string) => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host);
