import { expect } from "chai";
import { orchestra } from "../support/harness/cli.ts";
import { startFollowing } from "../support/harness/following.ts";
import { newCustomer, newShop } from "../support/harness/shop.ts";
import { until } from "../support/until.ts";
import { Receiver, verify } from "../support/webhooks/receiver.ts";

describe("command line: the events of a store as they happen", function () {
  this.timeout(60_000);
  const receiver = new Receiver();
  before(() => receiver.start());
  after(() => receiver.stop());

  it("posts them to a program, signed by the secret that it knows, until it is interrupted", async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
    const before = await newCustomer(shop);
    const following = startFollowing(
      "webhooks",
      "listen",
      "--store",
      String(shop.store.store_id),
      "--topics",
      "customer.created",
      "--forward-to",
      receiver.url(),
      "--secret",
      secret,
      "--since",
      "start",
    );
    await until(() => (receiver.received.length > 0 ? true : undefined));
    await newCustomer(other);
    const after = await newCustomer(shop);
    await until(() => (following.out().split("\n").length > 2 ? true : undefined));
    expect(receiver.received.map(({ body }) => body.aggregate.id)).to.deep.equal([before.id, after.id]);
    for (const received of receiver.received) verify(secret, received);
    expect(following.err()).to.contain(`The signing secret is ${secret}\n`);
    expect(following.out()).to.match(/^\S+Z customer\.created \S+ → 204\n/);
    expect(await following.interrupt()).to.equal(0);
  });

  it("prints them, a JSON object a line", async () => {
    const shop = await newShop();
    const store = ["--store", String(shop.store.store_id)];
    const following = startFollowing("events", "tail", ...store, "--topics", "customer.*", "--since", "start");
    const { id } = await newCustomer(shop);
    await until(() => (following.out().includes("\n") ? true : undefined));
    expect(JSON.parse(following.out().split("\n")[0] ?? "")).to.deep.include({
      type: "customer.created",
      store_id: shop.store.store_id,
      aggregate: { type: "customer", id, version: 1 },
    });
    expect(await following.interrupt()).to.equal(0);
  });

  it("refuses a signing secret of another form, and topics that there are not", async () => {
    const listen = ["webhooks", "listen", "--store", "22", "--forward-to", receiver.url()];
    const short = await orchestra(...listen, "--secret", "whsec_short");
    expect([short.code, short.err]).to.deep.equal([
      2,
      "error: option '--secret <secret>' argument 'whsec_short' is invalid. It is whsec_ and 24 to 64 bytes in base64.\n",
    ]);
    const { code, err } = await orchestra(...listen, "--topics", "order.vanished");
    expect(code).to.equal(2);
    expect(err).to.match(/ order\.vanished is none of \*, order\.\*, .*, webhook\.paused\.\n$/);
  });
});
