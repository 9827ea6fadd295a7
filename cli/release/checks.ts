import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unreleasedIn } from "./changelog.ts";

/** Every reason against a release, as sentences. */
export function findProblems(version: string, changelog: string, root: string): string[] {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const { version: current } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const branch = git("branch", "--show-current");
  const checks: [boolean, string][] = [
    [partsOf(version) !== undefined, "Say a version such as 0.2.0: three numbers, without a v."],
    [isAfter(version, current), `It must be above the current version, ${current}.`],
    [branch === "main", `Releases are made on main, not on ${branch || "a detached commit"}.`],
    [git("status", "--porcelain") === "", "There are changes that are not committed."],
    [git("tag", "--list", `v${version}`) === "", `The tag v${version} exists already.`],
    [unreleasedIn(changelog) !== "", "CHANGELOG.md has nothing under Unreleased."],
  ];
  return checks.filter(([ok]) => !ok).map(([, sentence]) => sentence);
}

/** True when a version is above another; false when either is not a version. */
export function isAfter(version: string, other: string): boolean {
  const [one, two] = [partsOf(version), partsOf(other)];
  if (!one || !two) return false;
  const place = one.findIndex((part, index) => part !== two[index]);
  return place >= 0 && (one[place] ?? 0) > (two[place] ?? 0);
}

function partsOf(version: string): number[] | undefined {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version)?.slice(1).map(Number);
}
