import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { guard } from "../../cli/servers/guard.ts";

const run = promisify(execFile);

// What a clone has before its first tag: the release that a migration must be possible from, and the commit from which on
// releases run side by side (the one before is replaced as a whole: CHANGELOG.md).
const commits = { migrated: "a93c63f", sideBySide: "70146aa" };

/** What is asked of the release before. */
type Purpose = keyof typeof commits;

/** The release before this one: RELEASE_BEFORE, else the last tag of a version below this commit, else a commit. */
export async function releaseBefore(purpose: Purpose): Promise<string> {
  const describe = ["describe", "--tags", "--match", "v[0-9]*", "--abbrev=0", "HEAD^"];
  const tag = () =>
    run("git", describe, { cwd: projectRoot }).then(
      ({ stdout }) => stdout.trim(),
      () => commits[purpose],
    );
  return process.env.RELEASE_BEFORE || tag();
}

const folders = new Map<Purpose, Promise<string>>();

/** The folder of the release before, ready to run. Throws where this clone lacks its commit: nothing would be tested. */
export function releaseBeforeFolder(purpose: Purpose): Promise<string> {
  const known = folders.get(purpose) ?? releaseBefore(purpose).then(unpack);
  folders.set(purpose, known);
  return known;
}

async function unpack(release: string): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "seller-orchestra-before-"));
  guard.folder(parent);
  const archive = join(parent, "archive.tar");
  await run("git", ["archive", "--output", archive, release], { cwd: projectRoot }).catch((error: Error) => {
    throw new Error(
      `The release before, ${release}, is not in this clone: git fetch --unshallow --tags brings it, RELEASE_BEFORE=… names another one.`,
      { cause: error },
    );
  });
  const root = join(parent, "release");
  await mkdir(root);
  await run("tar", ["-xf", archive, "-C", root]);
  await rm(archive);
  await linkModules(root);
  return root;
}

// What is installed here, but for the packages of this repository, of which a release has its own.
async function linkModules(root: string): Promise<void> {
  const [from, to] = [join(projectRoot, "node_modules"), join(root, "node_modules")];
  await mkdir(join(to, "@seller-orchestra"), { recursive: true });
  const entries = (await readdir(from)).filter((name) => name !== "@seller-orchestra");
  for (const name of entries) await symlink(join(from, name), join(to, name));
  await symlink(join(root, "packages", "durable"), join(to, "@seller-orchestra", "durable"));
}

/**
 * The broker's configuration of a release, as a file: a process of it takes none for lost because the machine stalls, and
 * calls again where it has not heard of the next process yet, which the first releases do not. Where processes are only
 * replaced, both would be the machine's fault.
 */
export async function patientConfig(root: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-patient-"));
  guard.folder(folder);
  const file = join(folder, "patient.config.ts");
  const [own, ours] = [root, projectRoot].map((each) => JSON.stringify(each)) as [string, string];
  const text = `import options from ${own.replace(/"$/, '/moleculer.config.ts"')};
import { callAgain } from ${ours.replace(/"$/, '/config/unavailable.ts"')};
const { middlewares = [] } = options;
export default { ...options, heartbeatTimeout: 30, middlewares: [...middlewares, callAgain] };
`;
  await writeFile(file, text);
  return file;
}
