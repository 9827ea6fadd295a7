import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

const clearScreen = "\u001b[2J\u001b[H";

const wrongUsage = 2;

/**
 * Repeats a command until it is interrupted, each time in a process of its own. One that fails is repeated too: what is
 * watched may be on its way back. Ends at wrong usage.
 */
export async function watchCommand(args: string[], seconds: number): Promise<void> {
  const again = [...process.execArgv, process.argv[1] ?? "", ...args];
  for (;;) {
    if (process.stdout.isTTY) process.stdout.write(clearScreen);
    const child = spawn(process.execPath, again, { stdio: "inherit" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code === wrongUsage || code === null) {
      process.exitCode = code ?? 1;
      return;
    }
    await wait(Math.max(1, seconds) * 1_000);
  }
}
