import { spawnSync } from "node:child_process";
import { isToolSet, toolsOf } from "../support/tools.ts";

// `node test/tools/run.ts openapi openapi-typescript …` runs a command of a folder of tools; without one it installs them.
const [set = "", command, ...args] = process.argv.slice(2);
if (!isToolSet(set)) throw new Error(`"${set}" is no folder of tools.`);
const tools = await toolsOf(set);
if (command)
  process.exitCode = spawnSync(process.execPath, [tools.command(command), ...args], { stdio: "inherit" }).status ?? 1;
