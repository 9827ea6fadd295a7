import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "..");

/** A document that is made of the sources and kept beside them. */
export type MadeDocument = readonly [path: string, text: string];

/** A document as JSON is kept: two spaces, a line's end at its end. */
export const asJson = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Writes documents below `docs/`; with `--check` it only says whether those that are kept are current. */
export function keepDocuments(command: string, documents: MadeDocument[]): void {
  const check = process.argv.includes("--check");
  const stale: string[] = [];
  for (const [name, text] of documents) {
    const path = join(root, "docs", name);
    if (check) {
      if (!existsSync(path) || readFileSync(path, "utf8") !== text) stale.push(relative(root, path));
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (stale.length === 0) return;
  process.stderr.write(`Not current: ${stale.join(", ")}. Run '${command}' and commit the result.\n`);
  process.exitCode = 1;
}
