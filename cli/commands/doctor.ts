import { statfs } from "node:fs/promises";
import { Command } from "commander";
import type { Finding } from "./doctor/finding.ts";
import { print } from "./output.ts";

/** `doctor`: looks at the environment and the engines, and says what is wrong. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "check the environment, the engines, their versions and settings; exits with 1 when something is wrong",
    )
    .action(async () => {
      const { checkDatabase } = await import("./doctor/database.ts");
      const { checkNats, checkRedis } = await import("./doctor/engines.ts");
      const findings = (await Promise.all([checkHere(), checkDatabase(), checkNats(), checkRedis()])).flat();
      print(findings);
      if (findings.some(({ state }) => state === "wrong")) process.exitCode = 1;
    });
}

const leastFree = 1024 ** 3;

async function checkHere(): Promise<Finding[]> {
  const { env } = await import("../../config/env.ts");
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNew = major > 22 || (major === 22 && minor >= 18);
  const { bavail, bsize } = await statfs(".");
  const free = bavail * bsize;
  return [
    { what: "environment", state: "ok", found: env.NODE_ENV, wanted: "" },
    { what: "node", state: isNew ? "ok" : "wrong", found: process.versions.node, wanted: "22.18 or newer" },
    {
      ...{ what: "disk", state: free > leastFree ? "ok" : "wrong" },
      ...{ found: `${Math.round(free / 1024 ** 2)} MiB free`, wanted: "1024 MiB" },
    },
  ];
}
