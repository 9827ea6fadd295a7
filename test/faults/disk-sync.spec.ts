import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { embedded } from "../support/load-process.ts";
import { programOf } from "../support/program.ts";

const entries = 60;

describe("a commit of the embedded profile", () => {
  let folder: string;
  // It shows what a process asks of its disk. Without it there is nothing to be seen short of a power failure.
  let strace: string;
  before(async function () {
    this.timeout(120_000);
    strace = await programOf(["strace"], "strace");
    folder = mkdtempSync(join(tmpdir(), "seller-orchestra-sync-"));
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  it("is answered when it is on the disk, and those that come together share a sync", function () {
    this.timeout(60_000);
    const log = join(folder, "trace");
    const script = join(import.meta.dirname, "../support/core/committer.ts");
    const traced = ["-f", "-y", "-o", log, "-e", "trace=pwrite64,fdatasync,write", process.execPath, script];
    // Not as other tests run (test/support/unsynced.ts).
    const env = { ...process.env, ...embedded(folder), NODE_OPTIONS: "" };
    execFileSync(strace, [...traced, String(entries)], { env });
    const { unsynced, syncs } = follow(readFileSync(log, "utf8").split("\n"));
    expect(unsynced).to.deep.equal([]);
    console.log(`      ${syncs} syncs for ${entries} commits`);
    expect(syncs).to.be.within(2, entries / 2);
  });
});

// Reads a trace: which answers were given though the log had been written to after the last finished sync began.
function follow(lines: string[]): { unsynced: string[]; syncs: number } {
  let written = 0;
  let synced = 0;
  let syncs = 0;
  const begun = new Map<string, number>();
  const unsynced: string[] = [];
  const answered = new Set<string>();
  for (const line of lines) {
    const [thread = ""] = line.split(" ");
    if (/pwrite64\(.*-wal>/.test(line)) written++;
    if (/fdatasync\(.*-wal>/.test(line)) begun.set(thread, written);
    if (/fdatasync(\(.*\)| resumed>\)) += 0/.test(line) && begun.has(thread)) {
      synced = Math.max(synced, begun.get(thread) ?? 0);
      begun.delete(thread);
      syncs++;
    }
    const [, answer] = /write\(1.*"(committed \w+)/.exec(line) ?? [];
    if (!answer) continue;
    answered.add(answer);
    // The last one is said when nothing is written any more.
    if (answer === "committed all" && synced < written) unsynced.push(answer);
    if (synced === 0) unsynced.push(answer);
  }
  if (answered.size !== entries + 1) throw new Error(`Only ${answered.size} answers were found in the trace.`);
  return { unsynced, syncs };
}
