import { expect } from "chai";
import { Client, inParallel } from "../../support/load.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { demo, ownServers, secondOfEach } from "../../support/load-cluster.ts";
import { Orders } from "../../support/load-orders.ts";

// Reads and writes in all; READS=10000 for a longer run.
const reads = Number(process.env.READS ?? 3_000);
const orderCount = 10;

describe("an order's detail over two gateways", () => {
  let cluster: Awaited<ReturnType<typeof secondOfEach>>;
  let actions: LoadActions;

  before(async function () {
    this.timeout(120_000);
    cluster = await secondOfEach(["api", "orchestra", "cache"]);
    actions = await joinCluster((await ownServers()).natsUrl);
  });
  after(async function () {
    this.timeout(60_000);
    await actions?.stop();
    await cluster?.stop();
  });

  it(`is never older than a write that was answered, in ${reads} reads and writes`, async function () {
    this.timeout(300_000);
    const gateways = cluster.urls.map((url) => new Client(url, demo.merchant()));
    const gateway = () => gateways[Math.floor(Math.random() * gateways.length)] as Client;
    const orders = new Orders(actions);
    const made = await Promise.all(Array.from({ length: orderCount }, () => orders.make()));
    const stale: string[] = [];
    const hits = { HIT: 0, MISS: 0 };
    let count = 0;
    await Promise.all(
      made.map(async ({ order }) => {
        // What was answered last; a read that begins after it must see at least this.
        let written = 0;
        const path = `${demo.base}/orders/${order.id}`;
        const write = async () => {
          const number = written + 1;
          const status = number % 2 ? "processing" : "confirmed";
          const answer = await gateway().insist("PATCH", `${path}/status`, { status, note: String(number) });
          expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
          written = number;
        };
        const read = async () => {
          const least = written;
          const response = await fetch(`${gateway().url}${path}`, { headers: demo.merchant() });
          // A service that is missed for a moment is no stale answer.
          if (response.status === 503) return void (await response.text());
          const body = (await response.json()) as { note: string | null };
          hits[response.headers.get("x-cache") as "HIT" | "MISS"]++;
          if (Number(body.note ?? 0) < least) stale.push(`${order.id} said ${body.note} after ${least}`);
        };
        let writing = true;
        const writeAll = async () => {
          while (count < reads) {
            count++;
            await write();
          }
        };
        const writes = writeAll().finally(() => {
          writing = false;
        });
        await inParallel(4, 4, async () => {
          while (writing) {
            count++;
            await read();
          }
        });
        await writes;
      }),
    );
    console.log(`      ${count} reads and writes`, hits);
    expect(stale).to.deep.equal([]);
    expect(hits.HIT).to.be.above(reads / 20);
  });
});
