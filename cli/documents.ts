import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { projectRoot } from "./cluster/plan.ts";

/** A JSON document with two spaces of indentation and a final newline. */
export const asJson = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Writes generated documents below `docs/`; with `--check` it only reports the committed ones that are out of date. */
export function writeDocuments(command: string, documents: (readonly [path: string, text: string])[]): void {
  const check = process.argv.includes("--check");
  const stale: string[] = [];
  for (const [name, text] of documents) {
    const path = join(projectRoot, "docs", name);
    if (check) {
      if (!existsSync(path) || readFileSync(path, "utf8") !== text) stale.push(relative(projectRoot, path));
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (stale.length === 0) return;
  process.stderr.write(`Not current: ${stale.join(", ")}. Run '${command}' and commit the result.\n`);
  process.exitCode = 1;
}
