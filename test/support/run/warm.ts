import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../embedded.ts";

/**
 * Starts and stops the product once, which fills Node's compile cache. A cluster that starts without it compiles the same
 * sources in every one of its processes. Returns how many seconds that took.
 */
export async function warmUp(): Promise<number> {
  const since = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-warm-"));
  try {
    await (await startEmbedded(folder, "test")).stop(15_000);
  } catch (error) {
    // What keeps it from starting, the tests say better.
    console.error(error instanceof Error ? error.message : error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return (performance.now() - since) / 1_000;
}
