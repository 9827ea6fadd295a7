import { expect } from "chai";
import { newEvents, type Sender, startSender, store_id } from "../../bench/webhooks/sender.ts";
import { type Servers, startServers } from "../../cli/servers/index.ts";
import { until } from "../support/until.ts";

const events = 400;

describe("deliveries of webhooks whose sender is killed", function () {
  this.timeout(180_000);
  let servers: Servers;
  let sender: Sender;
  before(async () => {
    servers = await startServers({ fresh: true });
    sender = await startSender(servers);
  });
  after(async () => {
    await sender?.stop();
    await servers.stop();
  });
  const had = async (path: string) => (await sender.received())[path] ?? { all: 0, once: 0 };

  it("are all made, over three kills, and none of a webhook that is deleted meanwhile", async () => {
    await sender.listen({ good: 3 });
    // A claim ends two minutes after the death of its worker; here it is over at once.
    const lapse = () => sender.db.query("UPDATE webhooks SET claimed_until = 0, due_at = 0");
    let deletedAt = 0;
    for (let kills = 1; kills <= 3; kills++) {
      await sender.publish(newEvents(events / 4));
      await until(async () => (await had("/good/0")).once > (kills - 1) * 100 + 10, 60_000);
      await sender.kill();
      // What it had sent may still be on its way.
      await until(async () => (await sender.connections()) === 0);
      if (kills === 1) await sender.db.query("DELETE FROM webhooks WHERE public_id = 'whk_good2'");
      deletedAt ||= (await had("/good/2")).all;
      await lapse();
      await sender.restart();
    }
    await sender.publish(newEvents(events / 4));
    for (const path of ["/good/0", "/good/1"]) await until(async () => (await had(path)).once === events, 90_000);
    const open = `SELECT COUNT(*) FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
      WHERE d.store_id = ${store_id} AND d.state <> 'delivered'`;
    await until(async () => (await sender.count(open)) === 0, 30_000);
    const logged = `SELECT COUNT(*) FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
      WHERE d.state = 'delivered' AND d.attempts > 0`;
    expect(await sender.count(logged)).to.equal(2 * events);
    expect((await had("/good/2")).all, "nothing after its deletion").to.equal(deletedAt);
    // What was under way at a kill came twice, and no more than that: a portion of each webhook.
    for (const path of ["/good/0", "/good/1"]) expect((await had(path)).all).to.be.within(events, events + 3 * 40);
  });
});
