import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstall, installPackages } from "./apt.ts";
import { isDockerRunning } from "./docker.ts";
import type { Recipe } from "./recipe.ts";

/** Whether the servers run from programs or as containers. */
export type Means = "program" | "container";

/**
 * Finds a way to run each server: programs on PATH, else Debian packages that it installs, else Docker. Throws an Error
 * that says what to install when there is none.
 */
export async function findMeans(recipes: Recipe[]): Promise<Map<Recipe, Means>> {
  const means = new Map(recipes.map((recipe): [Recipe, Means] => [recipe, "program"]));
  const missing = () => recipes.filter((recipe) => !recipe.binaries.every((name) => findProgram(name)));
  if (missing().length > 0 && canInstall()) await installOrSay(missing().map((recipe) => recipe.debianPackage));
  if (missing().length === 0) return means;
  if (!(await isDockerRunning())) throw new Error(whatToDo(missing()));
  for (const recipe of missing()) means.set(recipe, "container");
  return means;
}

/** The path of a program on PATH, or where Debian installs servers, which is not on every user's PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The message for a machine that has neither the programs nor a way to get them. */
export function whatToDo(missing: Pick<Recipe, "binaries" | "debianPackage" | "variable">[]): string {
  return `The distributed profile needs ${missing.map((recipe) => recipe.binaries[0]).join(", ")}, and there is no Docker to run it in.
  Debian, Ubuntu:  sudo apt-get install --no-install-recommends ${missing.map((recipe) => recipe.debianPackage).join(" ")}
  macOS:           brew install nats-server mariadb redis
  or start Docker, or name running servers in ${missing.map((recipe) => recipe.variable).join(", ")}.
The embedded profile needs none of them: npm run test:embedded tests it alone, and npm start runs it.`;
}

async function installOrSay(packages: string[]): Promise<void> {
  try {
    await installPackages(packages);
  } catch (error) {
    // Docker may still run them; if not, the last error names these packages again.
    console.error(`The packages could not be installed: ${error instanceof Error ? error.message : error}`);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
