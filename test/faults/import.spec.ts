import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { signToken } from "../../services/auth/tokens.ts";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";
import { until } from "../support/until.ts";

const rows = 20_000;

describe("an import whose process is killed", function () {
  this.timeout(180_000);
  let folder: string;
  let server: LoadProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-import-"));
    server = await makeProcess(embedded(folder));
    server.start();
    await server.untilReady(60_000);
  });
  after(async () => {
    await server?.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  const claims = { sub: "user_faults", tenant_id: "ten_demo", domain_ids: ["dom_demo"] };
  const headers = { Authorization: `Bearer ${signToken("merchant", claims, 3_600)}`, "Content-Type": "text/csv" };
  const base = () => `${server.url}/merchant/api/v1/domains/dom_demo`;
  const get = async (path: string) =>
    (await (await fetch(`${base()}${path}`, { headers })).json()) as Record<string, number & string> & {
      pagination: { total: number };
    };

  it("goes on where it was, and imports every row once", async () => {
    const before = (await get("/customers")).pagination.total;
    const lines = Array.from({ length: rows }, (_, row) => `killed${row}@example.com,Killed ${row}`);
    const body = ["email,first_name", ...lines, "killed0@example.com,Twice"].join("\n");
    const sent = await fetch(`${base()}/customers/import`, { method: "POST", headers, body });
    expect(sent.status).to.equal(202);
    const { id } = (await sent.json()) as { id: string };
    const path = `/customers/imports/${id}`;
    let kills = 0;
    for (const share of [0.1, 0.4, 0.7]) {
      const job = await until(async () => {
        const found = await get(path).catch(() => undefined);
        return found && (found.created ?? 0) >= rows * share ? found : undefined;
      }, 60_000);
      if (job.status === "completed") break;
      await server.kill();
      kills++;
      server.start();
      await server.untilReady(60_000);
    }
    expect(kills).to.be.above(0);
    const done = await until(async () => {
      const found = await get(path);
      return found.status === "completed" ? found : undefined;
    }, 90_000);
    expect(done).to.include({ rows: rows + 1, created: rows, refused: 1 });
    expect((await get("/customers")).pagination.total).to.equal(before + rows);
  });
});
