import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./cluster/plan.ts";
import { released, unreleasedIn } from "./release/changelog.ts";
import { findProblems } from "./release/checks.ts";

// `npm run release -- 0.2.0` is a dry run; `npm run release -- 0.2.0 --write` commits and tags.
const [version = "", ...flags] = process.argv.slice(2);
try {
  release(version, flags.includes("--write"));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function release(version: string, write: boolean): void {
  const changelog = readFileSync(join(projectRoot, "CHANGELOG.md"), "utf8");
  const problems = findProblems(version, changelog, projectRoot);
  if (problems.length > 0) throw new Error(`${version || "The release"} cannot be made:\n  ${problems.join("\n  ")}`);
  console.log(`Changes of ${version}:\n\n${unreleasedIn(changelog)}\n`);
  if (write) commitAndTag(version, changelog);
  else console.log("Nothing was written. With --write this becomes a commit and a tag.");
}

function commitAndTag(version: string, changelog: string): void {
  run("npm", "version", version, "--no-git-tag-version", "--ignore-scripts");
  writeFileSync(join(projectRoot, "CHANGELOG.md"), released(changelog, version, new Date()));
  run("npm", "run", "--silent", "openapi");
  run("npm", "run", "--silent", "events");
  run("git", "commit", "--all", "--quiet", "--message", `release: ${version}`);
  const message = `${version}\n\n${unreleasedIn(changelog)}`;
  run("git", "tag", "--annotate", `v${version}`, "--message", message, "--cleanup=verbatim");
  console.log(`Committed and tagged v${version}. Check it (git show), then: git push --follow-tags`);
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: projectRoot, stdio: ["ignore", "ignore", "inherit"] });
}
