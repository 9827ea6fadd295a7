import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embedded, type LoadProcess, makeProcess } from "./load-process.ts";

let started: Promise<LoadProcess> | undefined;
let folder: string | undefined;

/** The product in one process without servers, with demo data; the same for all files that leave it as it was. */
export function oneProcess(): Promise<LoadProcess> {
  started ??= start();
  return started;
}

async function start(): Promise<LoadProcess> {
  folder = await mkdtemp(join(tmpdir(), "seller-orchestra-one-"));
  const made = await makeProcess(embedded(folder));
  made.start();
  await made.untilReady(60_000);
  return made;
}

after("the one process stops", async function () {
  this.timeout(30_000);
  await (await started?.catch(() => undefined))?.stop(15_000);
  if (folder) await rm(folder, { recursive: true, force: true });
});
