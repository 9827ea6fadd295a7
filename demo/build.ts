import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

// Builds the page of a folder (this one, or another that is named) into `dist`, unless what is there is newer than everything that it is made of.
const folder = process.argv[2] ?? import.meta.dirname;
const sources = globSync(["src/**/*", "index.html", "vite.config.ts", "package.json"], { cwd: folder });
const changedAt = Math.max(...sources.map((file) => statSync(join(folder, file)).mtimeMs));
const builtAt = statSync(join(folder, "dist/index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
// Else the library takes along what helps its developers, where the product runs in development.
process.env.NODE_ENV = "production";
if (builtAt <= changedAt) await build({ root: folder, logLevel: "warn" });
