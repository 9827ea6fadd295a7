import { expect } from "chai";
import { product } from "../../support/harness/index.ts";
import { newCustomer, newShop } from "../../support/harness/shop.ts";

describe("HEAD of an export", () => {
  it("returns the headers of the export and reads no page of it", async () => {
    const shop = await newShop();
    await newCustomer(shop);
    const got = await shop.ask("GET", "/customers/csv");
    const before = await pagesRead();
    const head = await shop.ask("HEAD", "/customers/csv");
    expect([head.status, head.text]).to.deep.equal([200, ""]);
    for (const name of ["content-type", "content-disposition"])
      expect(head.headers.get(name), name).to.equal(got.headers.get(name));
    expect(before).to.be.greaterThan(0);
    expect(await pagesRead()).to.equal(before);
    expect((await shop.ask("HEAD", "/customers/csv?colour=red")).status).to.equal(400);
  });
});

async function pagesRead(): Promise<number> {
  const metrics = await (await fetch(product().metricsUrl)).text();
  const lines = metrics.matchAll(/^action_calls_total\{[^}]*action="customers\.exportPage"[^}]*\} (\d+)/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
