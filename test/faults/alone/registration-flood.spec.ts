import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { embedded, type LoadProcess, makeProcess } from "../../support/load-process.ts";

describe("a flood of registrations", () => {
  let folder: string;
  let server: LoadProcess;
  before(async function () {
    this.timeout(90_000);
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-flood-"));
    server = await makeProcess(embedded(folder));
    server.start();
    await server.untilReady(60_000);
  });
  after(async function () {
    this.timeout(30_000);
    await server?.stop(15_000);
    await rm(folder, { recursive: true, force: true });
  });

  it("lets sign-in through while its passwords are hashed", async function () {
    this.timeout(60_000);
    const post = (path: string, body: object) =>
      fetch(`${server.url}${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Store-Id": "22" },
        body: JSON.stringify(body),
      });
    const password = "a horse, a battery and a staple";
    const names = { first_name: "A", last_name: "B", password };
    expect((await post("/auth/register", { ...names, email: "first@example.com" })).status).to.equal(201);
    const flood = Promise.all(
      Array.from({ length: 160 }, (_, at) => post("/auth/register", { ...names, email: `r${at}@example.com` })),
    );
    const since = performance.now();
    const signedIn = await post("/auth/login", { email: "first@example.com", password });
    const ms = performance.now() - since;
    expect(signedIn.status).to.equal(200);
    const statuses = (await flood).map(({ status }) => status);
    console.log(
      `      sign-in took ${Math.round(ms)} ms; ${statuses.filter((status) => status === 201).length} registered`,
    );
    expect(ms).to.be.below(2_500);
    for (const status of statuses) expect(status).to.be.oneOf([201, 503]);
  });
});
