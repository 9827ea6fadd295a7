import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { released, unreleasedIn } from "../../../cli/release/changelog.ts";
import { isAfter } from "../../../cli/release/checks.ts";
import { ProjectCopy } from "../../support/project-copy.ts";

describe("npm run release", function () {
  this.timeout(120_000);
  const next = "99.0.0";
  let root: string;
  let env: NodeJS.ProcessEnv;

  const git = (...args: string[]) => {
    const author = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...author, ...args], { cwd: root, encoding: "utf8" }).trim();
  };
  const by = {
    ...Object.fromEntries(["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_NAME`, "Test"])),
    ...Object.fromEntries(["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_EMAIL`, "test@localhost"])),
  };
  const release = (...args: string[]) =>
    spawnSync(process.execPath, ["cli/release.ts", ...args], { cwd: root, encoding: "utf8", env });

  before(() => {
    const project = new ProjectCopy();
    root = project.root;
    env = { ...project.env, ...by };
    writeFileSync(join(root, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n\n## [0.0.1]\n");
    writeFileSync(join(root, ".gitignore"), "node_modules\n");
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message", "all");
  });

  it("writes nothing until it is told to", () => {
    const { status, stdout, stderr } = release(next);
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    expect(stdout).to.contain(`Changes of ${next}:`).and.to.contain("Nothing was written.");
    expect(git("status", "--porcelain")).to.equal("");
    expect(git("tag")).to.equal("");
  });

  it("names everything that is in the way", () => {
    git("switch", "--quiet", "--create", "topic");
    writeFileSync(join(root, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n- First.\n");
    git("tag", "v0.0.1");
    const { status, stderr } = release("0.0.1", "--write");
    expect(status).to.equal(1);
    for (const words of [
      "above the current",
      "not on topic",
      "not committed",
      "v0.0.1 exists",
      "nothing under Unreleased",
    ])
      expect(stderr).to.contain(words);
    git("tag", "--delete", "v0.0.1");
    git("checkout", "--quiet", "--force", "main");
  });

  it("commits the version with its changes and documents, and tags the commit with the changes", () => {
    const { status, stderr } = release(next, "--write");
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    expect(git("status", "--porcelain")).to.equal("");
    expect(git("log", "-1", "--format=%s")).to.equal(`release: ${next}`);
    expect(git("rev-parse", `v${next}^{commit}`)).to.equal(git("rev-parse", "HEAD"));
    const message = git("tag", "--list", `v${next}`, "--format=%(contents)");
    expect(message.trim()).to.equal(`${next}\n\n### Added\n\n- One.`);
    const changed = git("show", "--name-only", "--format=").split("\n");
    expect(changed).to.include.members(["CHANGELOG.md", "docs/asyncapi.json", "package-lock.json", "package.json"]);
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(version).to.equal(next);
    const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
    expect(changelog).to.match(/## \[Unreleased\]\n\n## \[99\.0\.0\] - \d{4}-\d\d-\d\d\n/);
    expect(release("99.0.1").stderr).to.contain("nothing under Unreleased");
  });
});

describe("versions and changes of a release", () => {
  it("compares versions by their numbers", () => {
    expect(isAfter("0.10.0", "0.9.9")).to.equal(true);
    expect(isAfter("1.0.0", "0.99.99")).to.equal(true);
    expect(isAfter("0.2.0", "0.2.0")).to.equal(false);
    expect(isAfter("0.1.9", "0.2.0")).to.equal(false);
    expect(isAfter("v0.3.0", "0.2.0")).to.equal(false);
    expect(isAfter("01.0.0", "0.2.0")).to.equal(false);
  });

  it("takes what is unreleased, also where no version follows", () => {
    expect(unreleasedIn("# C\n\n## [Unreleased]\n\n### Added\n\n- A.\n\n## [0.1.0]\n\n- B.\n")).to.equal(
      "### Added\n\n- A.",
    );
    expect(unreleasedIn("## [Unreleased]\n\n- A.\n")).to.equal("- A.");
    expect(unreleasedIn("## [0.1.0]\n\n- B.\n")).to.equal("");
  });

  it("gives the changes their version and day", () => {
    const text = released("## [Unreleased]\n\n- A.\n", "0.2.0", new Date("2026-11-28T23:59:00Z"));
    expect(text).to.equal("## [Unreleased]\n\n## [0.2.0] - 2026-11-28\n\n- A.\n");
  });
});
