import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../cli/cluster/plan.ts";
import { guard } from "../../cli/servers/guard.ts";

// What `git ls-files` has at the top and programs read; `node_modules` is linked.
const copied = [
  ".gitignore",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "bench",
  "biome.json",
  "cli",
  "config",
  "demo-data",
  "docker-compose.yml",
  "docs",
  "mixins",
  "moleculer.config.ts",
  "package-lock.json",
  "package.json",
  "packages",
  "services",
  "test",
  "tsconfig.json",
];

/** A copy of the sources in a temporary folder that is removed when this process is gone, however it went. */
export class ProjectCopy {
  readonly root = mkdtempSync(join(tmpdir(), "seller-orchestra-copy-"));
  /** The environment of programs that run in it: what has been compiled of the sources is found by way of the link. */
  readonly env: NodeJS.ProcessEnv = { ...process.env, NODE_COMPILE_CACHE: join(this.root, "node_modules/.cache/node") };

  constructor() {
    guard.folder(this.root);
    for (const name of copied.filter((each) => existsSync(join(projectRoot, each))))
      cpSync(join(projectRoot, name), join(this.root, name), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules"), join(this.root, "node_modules"));
  }

  /** Replaces a text that must be there. */
  edit(file: string, before: string, after: string): void {
    const path = join(this.root, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(before)) throw new Error(`${file} does not have "${before}".`);
    writeFileSync(path, text.replaceAll(before, after));
  }
}
