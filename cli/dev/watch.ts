import { type FSWatcher, globSync, statSync, watch } from "node:fs";
import { join, relative } from "node:path";
import { projectRoot } from "../cluster/plan.ts";

const folders = ["config", "demo-data", "mixins", "packages", "services"];
const isSource = (file: string) => /\.(ts|json|liquid)$/.test(file) && !file.endsWith(".spec.ts");

/** Calls back with the path, from the project's root, of each source that is written, added, moved or deleted. */
export function watchSources(changed: (file: string) => void): void {
  const watched = new Map<string, FSWatcher>();
  // A watcher for each folder: on Linux, a recursive one loses files that an editor replaces by renaming.
  const add = (folder: string) => {
    if (watched.has(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      const path = join(folder, name ?? "");
      if (isSource(path)) changed(relative(projectRoot, path));
      else if (isFolder(path)) for (const each of foldersOf(path)) add(each);
    });
    watcher.on("error", () => forget(folder));
    watched.set(folder, watcher);
  };
  const forget = (folder: string) => {
    watched.get(folder)?.close();
    watched.delete(folder);
  };
  for (const folder of folders) for (const each of foldersOf(join(projectRoot, folder))) add(each);
  watch(projectRoot, (_event, name) => name === "moleculer.config.ts" && changed(name));
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function foldersOf(path: string): string[] {
  const below = globSync("**/", { cwd: path, exclude: ["**/node_modules/**"] });
  return [path, ...below.map((each) => join(path, each))];
}
