import os from "node:os";
import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { detectLostNodes } from "../../../config/unavailable.ts";
import { until } from "../../support/until.ts";

describe("heartbeats", function () {
  this.timeout(30_000);
  const { cpus } = os;
  afterEach(() => {
    os.cpus = cpus;
  });

  it("are sent at once, and ask nothing of the machine's processors", async () => {
    let asked = 0;
    os.cpus = () => {
      asked += 1;
      return cpus();
    };
    const options = { transporter: "Fake" as const, logger: false, heartbeatInterval: 1 };
    const one = new ServiceBroker({ ...options, nodeID: "one", middlewares: [detectLostNodes] });
    const other = new ServiceBroker({ ...options, nodeID: "other", middlewares: [detectLostNodes] });
    const node = () => other.registry?.nodes.get("one") as { lastHeartbeatTime?: number } | undefined;
    await Promise.all([one.start(), other.start()]);
    try {
      let last: number | undefined;
      for (let beats = 0; beats < 3; beats++) {
        await until(() => node()?.lastHeartbeatTime !== last);
        last = node()?.lastHeartbeatTime;
      }
      expect(asked).to.equal(0);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });
});
