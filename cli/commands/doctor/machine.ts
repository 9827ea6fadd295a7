import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { env } from "../../../config/env.ts";
import { projectRoot } from "../../cluster/plan.ts";
import { type Finding, isAtLeast, judge, noted } from "./finding.ts";

const mebi = 1024 ** 2;
const leastFree = 1024;

/** This machine: the environment, Node.js, and the disk that data and pictures are kept on. */
export async function checkMachine(): Promise<Finding[]> {
  const { engines } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const least = engines.node.replace(/^>=/, "");
  const { node } = process.versions;
  // The folder is made at the first start.
  const { bavail, bsize } = await statfs(env.DATA_DIR).catch(() => statfs("."));
  const free = Math.round((bavail * bsize) / mebi);
  return [
    noted("environment", env.NODE_ENV),
    judge("node", isAtLeast(node, least), node, `${least} or newer`),
    judge("disk", free > leastFree, `${free} MiB free`, `${leastFree} MiB`),
  ];
}
