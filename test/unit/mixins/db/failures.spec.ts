import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { asUnavailable } from "../../../../mixins/db/failures.ts";
import { wordsOf } from "../../../support/words.ts";

const typeOf = (error: object) => (asUnavailable(Object.assign(new Error("no"), error)) as { type?: string }).type;

describe("an error of the database", () => {
  it("is the engine's unless the statement is to blame for it", () => {
    for (const [code, sqlState] of [
      ["ER_DISK_FULL", "HY000"],
      ["ER_RECORD_FILE_FULL", "HY000"],
      ["ER_OPTION_PREVENTS_STATEMENT", "HY000"],
      ["ER_READ_ONLY_MODE", "HY000"],
      ["ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION", "25006"],
      ["ER_GET_ERRNO", "HY000"],
      ["ER_ERROR_DURING_COMMIT", "HY000"],
      ["ER_LOCK_WAIT_TIMEOUT", "HY000"],
      ["ER_OUT_OF_RESOURCES", "HY000"],
      ["ER_SERVER_SHUTDOWN", "08S01"],
      ["ER_TABLEACCESS_DENIED_ERROR", "42000"],
      [undefined, "70100"],
    ])
      expect(typeOf({ code, sqlState }), code ?? sqlState).to.equal("service_unavailable");
    for (const code of ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_LOCKED"])
      expect(typeOf({ code }), code).to.equal("service_unavailable");
    for (const [code, sqlState] of [
      ["ER_PARSE_ERROR", "42000"],
      ["ER_DUP_ENTRY", "23000"],
      ["ER_DATA_TOO_LONG", "22001"],
      ["ER_NO_SUCH_TABLE", "42S02"],
      ["ER_TRUNCATED_WRONG_VALUE_FOR_FIELD", "HY000"],
      ["ER_NO_DEFAULT_FOR_FIELD", "HY000"],
      [undefined, "42000"],
      ["SQLITE_CONSTRAINT_UNIQUE", undefined],
      ["SQLITE_ERROR", undefined],
      ["internal", undefined],
    ])
      expect(typeOf({ code, sqlState }), code).to.equal(undefined);
  });

  it("tells that a disk is full, also to whoever asks whether the service is ready, until there is room", async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "full-disk-"));
    // Without the signal, a write beyond the limit fails as one to a full disk does.
    const child = spawn("bash", ["-c", `trap "" XFSZ; exec "${process.execPath}" test/support/core/full-disk.ts`], {
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: undefined },
      stdio: ["pipe", "pipe", "inherit"],
    });
    try {
      const words = wordsOf(child.stdout);
      const said = async () => (await words.next()).value;
      const say = (line: string) => {
        child.stdin.write(`${line}\n`);
        return said();
      };
      const limit = (bytes: string) => execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${bytes}:`]);
      expect(await said()).to.equal("ready");
      expect(await say("health")).to.equal("ok");
      limit("65536");
      expect(await say("write a")).to.equal("503 service_unavailable");
      expect(await say("health")).to.equal("503 service_unavailable");
      limit("unlimited");
      expect(await say("health")).to.equal("ok");
      expect(await say("write a")).to.equal("ok");
    } finally {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
