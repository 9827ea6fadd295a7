import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Handle } from "../../cli/servers/index.ts";

/** Kills a NATS server, removes all that it has stored, and starts it again: empty, as after the loss of its disk. */
export async function wipeNats(nats: Handle): Promise<void> {
  const words = (await readFile(`/proc/${nats.pid}/cmdline`, "utf8")).split("\0");
  const config = words[words.indexOf("--config") + 1] ?? "";
  await nats.kill("SIGKILL");
  await rm(join(dirname(config), "jetstream"), { recursive: true, force: true });
  await nats.start();
}
