import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { canInstall, installPackages } from "./apt.ts";
import { findProgram } from "./find.ts";

const run = promisify(execFile);

/** Where the roots are kept between runs: ENGINES_DIR, or a folder of the user's cache. */
export const rootsFolder = (env = process.env) =>
  env.ENGINES_DIR || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "seller-orchestra", "engines");

const pending = new Map<string, Promise<void>>();

/** Whether a root of a Debian suite can be made and used here: as root, where mounts of one's own are allowed. */
export async function canUseRoots(): Promise<boolean> {
  return canInstall() && (await succeeds("unshare", ["--mount", "true"]));
}

/** Returns the root of a Debian suite that has a package, made and filled when it is missing. */
export async function rootWith(suite: string, debianPackage: string): Promise<string> {
  const root = join(rootsFolder(), suite);
  // One after another: dpkg has one lock for each root.
  const before = pending.get(suite) ?? Promise.resolve();
  const work = before.catch(() => undefined).then(() => fill(suite, root, debianPackage));
  pending.set(suite, work);
  await work;
  return root;
}

/**
 * The command that runs a program of a root with this machine's network and one of its folders. The mount lives in a
 * namespace of the process, so nothing is left when it ends, and the process that is started is the server itself.
 */
export function inRoot(root: string, folder: string, [program, ...args]: [string, ...string[]]): [string, ...string[]] {
  const script = `mkdir -p "$1$2" && mount --bind "$2" "$1$2" && root=$1 && shift 2 && exec chroot "$root" "$@"`;
  return ["unshare", "--mount", "sh", "-c", script, "sh", root, folder, program, ...args];
}

async function fill(suite: string, root: string, debianPackage: string): Promise<void> {
  if (!existsSync(root)) await make(suite, root);
  if (await isInstalled(root, debianPackage)) return;
  console.error(`Installing ${debianPackage} into the root of Debian ${suite}.`);
  await aptGet(root, ["update"]);
  await aptGet(root, ["install", "--yes", "--no-install-recommends", debianPackage]);
}

async function make(suite: string, root: string): Promise<void> {
  if (!findProgram("debootstrap")) await installPackages(["debootstrap"]);
  console.error(`Making a root of Debian ${suite} in ${root}.`);
  const half = `${root}.part`;
  await rm(half, { recursive: true, force: true });
  await mkdir(rootsFolder(), { recursive: true });
  await show("debootstrap", ["--variant=minbase", suite, half, ...(await mirror())]);
  await writeFile(join(half, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  // A mirror may hold an older state of a suite, whose signature is right and whose date has passed.
  await writeFile(join(half, "etc/apt/apt.conf.d/90any-date"), 'Acquire::Check-Valid-Until "false";\n');
  await rename(half, root);
}

/** The mirror that this machine's apt uses; none leaves the choice to debootstrap. */
async function mirror(): Promise<string[]> {
  const format = ["indextargets", "--format", "$(REPO_URI) $(ORIGIN)", "Created-By: Packages"];
  const { stdout } = await run("apt-get", format).catch(() => ({ stdout: "" }));
  const uris = stdout.split("\n").filter((line) => /\/debian\/? Debian$/.test(line));
  return uris.slice(0, 1).map((line) => line.split(" ")[0] ?? "");
}

// Where it was broken off, a package is unpacked and not set up.
const isInstalled = (root: string, debianPackage: string) =>
  run("chroot", [root, "dpkg-query", "--status", debianPackage]).then(
    ({ stdout }) => stdout.includes("\nStatus: install ok installed\n"),
    () => false,
  );

// Packages of systemd's age do not set themselves up without /proc.
const aptGet = (root: string, args: string[]) => {
  const script = `mount --bind /proc "$1/proc" && exec chroot "$@"`;
  return show("unshare", ["--mount", "sh", "-c", script, "sh", root, "apt-get", "-qq", ...args]);
};

// Standard output belongs to the program that needs the server. Packages start programs in the root, which has no other
// temporary folder.
async function show(program: string, args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C", TMPDIR: "/tmp" };
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}.\n${said}`);
}

const succeeds = (program: string, args: string[]) =>
  run(program, args).then(
    () => true,
    () => false,
  );
