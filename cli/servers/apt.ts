import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";

/** Whether packages can be installed here: on Debian or a derivative, as root. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
}

/** Installs Debian packages with a note on standard error, and does not start their services. */
export async function installPackages(packages: string[]): Promise<void> {
  console.error(`Installing ${packages.join(", ")} with apt-get: no such program on PATH, and the tests need it.`);
  const undo = await forbidServiceStarts();
  try {
    await aptGet(["update"]);
    await aptGet(["install", "--yes", "--no-install-recommends", ...packages]);
  } finally {
    await undo();
  }
}

// Debian runs this file before a package starts its service; 101 forbids it.
async function forbidServiceStarts(): Promise<() => Promise<void>> {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return async () => undefined;
  await writeFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rm(policy, { force: true });
}

async function aptGet(args: string[]): Promise<void> {
  // Standard output belongs to the program that needs the server, so everything goes to standard error.
  const child = spawn("apt-get", ["-qq", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`apt-get ${args.join(" ")} ended with ${code}.`);
}
