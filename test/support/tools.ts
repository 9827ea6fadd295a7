import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { projectRoot } from "../../cli/cluster/plan.ts";

// Packages that a part of the tests needs, each folder with a lockfile of its own, which `npm ci` at the root leaves out.
const folders = {
  openapi: "test/tools/openapi",
  s3: "test/tools/s3",
  kubernetes: "test/tools/kubernetes",
  bench: "bench",
};

/** A folder of tools by its name. */
export type ToolSet = keyof typeof folders;

/** How long a hook may wait for tools that are not installed yet, in milliseconds. */
export const installTimeout = 300_000;

/** Where a folder's packages are. */
export interface Tools {
  /** The file of one of its commands. */
  command(name: string): string;
  /** Loads one of its modules. */
  load<Module>(name: string): Promise<Module>;
}

const installed = new Map<ToolSet, Promise<Tools>>();

/** Packages of a folder of tools, which are installed when they are missing or its lockfile has changed. */
export function toolsOf(set: ToolSet): Promise<Tools> {
  const found = installed.get(set) ?? install(set);
  installed.set(set, found);
  return found;
}

/** Is this the name of a folder of tools? */
export const isToolSet = (name: string): name is ToolSet => Object.hasOwn(folders, name);

async function install(set: ToolSet): Promise<Tools> {
  const folder = join(projectRoot, folders[set]);
  const store = join(projectRoot, "node_modules/.cache/tools");
  const place = join(store, `${set}-${versionOf(folder)}`);
  if (!existsSync(place)) {
    mkdirSync(store, { recursive: true });
    const draft = mkdtempSync(join(store, `${set}-draft-`));
    try {
      for (const file of files) cpSync(join(folder, file), join(draft, file));
      writeFileSync(join(draft, loader), "export default (name) => import(name);\n");
      await runNpm(draft, folders[set]);
      publish(draft, place);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  if (set === "bench") link(join(place, "node_modules"), join(folder, "node_modules"));
  const { default: load } = await import(pathToFileURL(join(place, loader)).href);
  return {
    command: (name) => join(place, "node_modules/.bin", name),
    load,
  };
}

const files = ["package.json", "package-lock.json"];
// A module there, since a module's name is looked up from where it is imported.
const loader = "load.mjs";

function versionOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}

const isMeantForRoot = (name: string) => /^npm_config_(workspaces?|local_prefix|include_workspace_root)$/i.test(name);

async function runNpm(cwd: string, named: string): Promise<void> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isMeantForRoot(name)));
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  await promisify(execFile)("npm", args, { cwd, env }).catch(({ stderr, message }) => {
    throw new Error(`The tools in ${named} could not be installed by npm ci:\n${String(stderr || message).trim()}`);
  });
}

// Another process may have been first.
function publish(draft: string, place: string): void {
  try {
    renameSync(draft, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}

// Sources of the folder find its packages by way of it. Replaced in one step, since other processes read it.
function link(target: string, path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && isSamePlace(target, path)) return;
  if (found?.isDirectory()) rmSync(path, { recursive: true });
  const draft = `${path}-${process.pid}`;
  symlinkSync(relative(dirname(path), target), draft);
  renameSync(draft, path);
}

const isSamePlace = (target: string, path: string) => existsSync(path) && realpathSync(target) === realpathSync(path);
