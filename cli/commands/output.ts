import { InvalidArgumentError } from "commander";
import type { ErrorDetail } from "../../mixins/actions/errors.ts";
import { isNetwork } from "../../mixins/values/networks.ts";
import { type AppScope, appScopes } from "../../services/contracts.ts";
import { tableOf } from "./table.ts";

/** How results are printed: as tables for people on a terminal, as JSON for programs and with `--json`. */
export const form = { table: process.stdout.isTTY === true };

/** Prints a command's result: text as it is, everything else as JSON or as a table, for which `rows` may say less. */
export function print(result: unknown, rows: unknown = result): void {
  const text = typeof result === "string" ? result : form.table ? tableOf(rows) : JSON.stringify(result, null, 2);
  process.stdout.write(`${text}\n`);
}

/** An error in one line: what is wrong, and with which parameters. */
export function explain(error: unknown): string {
  const { message, name, data } = error as { message?: string; name?: string; data?: { details?: ErrorDetail[] } };
  const details = data?.details?.map(sentenceOf).join("; ");
  const text = details ? `${message} ${details}` : message || name || String(error);
  return text.replace(/\s+/g, " ").trim();
}

// A detail that says what something is now has its name in its path alone.
const sentenceOf = ({ path, message }: ErrorDetail) =>
  message.includes(" ") || path === "" ? message : `${path}: ${message}.`;

/** Reads an option that is a whole number above zero. */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return number;
}

/** Reads an option that may be given several times, or once with commas. */
export function list(text: string, earlier: string[] = []): string[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.includes("")) throw new InvalidArgumentError("It must be a name, or several with commas between them.");
  return [...earlier, ...parts];
}

/** The same for whole numbers above zero. */
export function positives(text: string, earlier: number[] = []): number[] {
  return [...earlier, ...list(text).map(positive)];
}

/** Reads scopes, as in a token request. */
export function scopes(text: string): AppScope[] {
  const named = separated(text);
  const known = named.filter((scope): scope is AppScope => appScopes.some((each) => each === scope));
  if (known.length < named.length) throw new InvalidArgumentError(`Scopes are ${appScopes.join(", ")}.`);
  return known;
}

/** Reads networks. */
export function networks(text: string): string[] {
  const all = separated(text);
  if (!all.every(isNetwork))
    throw new InvalidArgumentError("A network is an IP address, or one with the length of its prefix: 192.0.2.0/24.");
  return all;
}

// Words with spaces or commas between them.
function separated(text: string): string[] {
  return text.split(/[\s,]+/).filter((scope) => scope !== "");
}
