import { expect } from "chai";
import type { LoadProcess } from "../../support/load-process.ts";
import { oneProcess } from "../../support/one-process.ts";

describe("a flood of registrations", () => {
  let server: LoadProcess;
  before(async function () {
    this.timeout(90_000);
    server = await oneProcess();
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
