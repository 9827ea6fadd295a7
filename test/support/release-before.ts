import { execFile } from "node:child_process";
import { mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { guard } from "../../cli/servers/guard.ts";

const run = promisify(execFile);

/** The commit of the release before this one. A release moves it. */
export const releaseBefore = "a93c63f";

let folder: Promise<string> | undefined;

/** The folder of the release before, ready to run; undefined when this clone lacks its commit. */
export async function releaseBeforeFolder(): Promise<string | undefined> {
  const known = await run("git", ["cat-file", "-e", `${releaseBefore}^{commit}`], { cwd: projectRoot }).then(
    () => true,
    () => false,
  );
  if (known) folder ??= unpack();
  return folder;
}

async function unpack(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "seller-orchestra-before-"));
  guard.folder(parent);
  const archive = join(parent, "archive.tar");
  await run("git", ["archive", "--output", archive, releaseBefore], { cwd: projectRoot });
  const root = join(parent, "release");
  await mkdir(root);
  await run("tar", ["-xf", archive, "-C", root]);
  await symlink(join(projectRoot, "node_modules"), join(root, "node_modules"));
  return root;
}
