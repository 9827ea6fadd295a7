import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The names of the services below a folder, this project by default: those with a `services/<name>/<name>.service.ts`. */
export function serviceNames(root = join(import.meta.dirname, "..")): string[] {
  const files = globSync("services/*/*.service.ts", { cwd: root });
  const names = files.filter((file) => basename(file) === `${nameOf(file)}.service.ts`).map(nameOf);
  return names.sort((one, other) => one.localeCompare(other));
}

const nameOf = (file: string) => basename(dirname(file));
