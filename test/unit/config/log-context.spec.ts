import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import pino from "pino";
import { logContext, logsRequests } from "../../../config/log-context.ts";
import { inRequest } from "../../../config/scope.ts";

describe("the context of a log line", () => {
  it("is that of the request in every action that it calls", async () => {
    const lines: string[] = [];
    const broker = new ServiceBroker({ logger: false, middlewares: [logsRequests] });
    const log = pino({ mixin: logContext }, { write: (line: string) => void lines.push(line) });
    broker.createService({
      name: "inner",
      actions: { work: async () => new Promise((resolve) => setTimeout(() => resolve(log.info("deep")), 5)) },
    });
    broker.createService({ name: "outer", actions: { work: (ctx) => ctx.call("inner.work") } });
    await broker.start();
    await Promise.all(["req_a", "req_b"].map((requestID) => broker.call("outer.work", {}, { requestID })));
    await broker.stop();
    expect(lines.map((line) => JSON.parse(line).request_id).sort()).to.deep.equal(["req_a", "req_b"]);
  });

  it("is nothing outside of a request", () => {
    expect(logContext()).to.deep.equal({});
    expect(inRequest("req_a", logContext)).to.deep.equal({ request_id: "req_a" });
    expect(inRequest(null, logContext)).to.deep.equal({});
  });
});
