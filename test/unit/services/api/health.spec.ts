import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { drainFirst } from "../../../../config/drain.ts";
import { readiness } from "../../../../services/api/health.ts";

describe("readiness", () => {
  it("calls a service that is not there away, without a warning for each at each probe", async () => {
    const warnings: unknown[] = [];
    const broker = new ServiceBroker({ logger: false, transporter: null, middlewares: [drainFirst] });
    broker.logger.warn = (...said: unknown[]) => warnings.push(said);
    broker.createService({ name: "orders", actions: { health: () => ({ database: "is slow" }) } });
    await broker.start();
    const { ready, services, engines } = await readiness(broker);
    await broker.stop();
    expect(ready).to.equal(false);
    expect(services).to.include({ orders: "ok", customers: "unavailable", orchestra: "unavailable" });
    expect(engines).to.include({ database: "is slow" });
    expect(warnings).to.deep.equal([]);
  });
});
