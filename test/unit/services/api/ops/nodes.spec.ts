import { expect } from "chai";
import type { Context, ServiceBroker } from "moleculer";
import { isReplaced, type KnownNode, nodeEvents, nodesOf } from "../../../../../services/api/ops/nodes.ts";

describe("the processes that a gateway knows", () => {
  const node = (id: string, available: boolean, startedAgoMs: number, silentMs = 0): KnownNode => ({
    id,
    available,
    lastHeartbeatTime: process.uptime() - silentMs / 1_000,
    metadata: { started_at: Date.now() - startedAgoMs },
    services: [{ name: "payments" }, { name: "$node" }],
  });

  it("are replaced once one that started since runs their services, not by one that ran beside them", () => {
    const dead = node("dead", false, 60_000, 10_000);
    expect(isReplaced(dead, [dead, node("beside", true, 50_000)])).to.equal(false);
    expect(isReplaced(dead, [dead, node("newer", true, 5_000)])).to.equal(true);
    expect(isReplaced(node("alive", true, 60_000), [node("newer", true, 5_000)])).to.equal(false);
  });

  it("are not missed when they left in order, and are when they fell silent", () => {
    const all = [node("left", false, 60_000), node("lost", false, 60_000), node("there", true, 60_000)];
    const broker = { registry: { getNodeList: () => all } } as unknown as ServiceBroker;
    const disconnected = (node: KnownNode | undefined, unexpected: boolean) =>
      nodeEvents["$node.disconnected"]({ params: { node, unexpected }, broker } as Context<never>);
    disconnected(all[0], false);
    disconnected(all[1], true);
    expect(nodesOf(broker).map(({ id }) => id)).to.deep.equal(["lost", "there"]);
  });
});
