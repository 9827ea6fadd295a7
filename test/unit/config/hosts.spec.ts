import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { expect } from "chai";
import { DatabaseHosts, refusesToServe } from "../../../config/database-hosts.ts";
import { splitUrls } from "../../../config/env-values.ts";

describe("URLs of several hosts", () => {
  it("may say scheme, user and path once, or with each host", () => {
    expect(splitUrls("nats://u:p@a:4222,b:4222")).to.deep.equal(["nats://u:p@a:4222", "nats://u:p@b:4222"]);
    expect(splitUrls("nats://u:p@a:4222,nats://b:4222")).to.deep.equal(["nats://u:p@a:4222", "nats://b:4222"]);
    expect(splitUrls("mysql://u:p,w@a:1,b/name?ssl-mode=REQUIRED")).to.deep.equal([
      "mysql://u:p,w@a:1/name?ssl-mode=REQUIRED",
      "mysql://u:p,w@b/name?ssl-mode=REQUIRED",
    ]);
  });

  it("lead to the first host that takes a connection, and stay there", async () => {
    const [first, second] = [await listen(), await listen()];
    const portOf = (server: Server) => (server.address() as AddressInfo).port;
    const [one, other] = [portOf(first), portOf(second)];
    const hosts = new DatabaseHosts([`mysql://127.0.0.1:${one}/x`, `mysql://127.0.0.1:${other}/x`]);
    expect((await hosts.choose()).port).to.equal(one);
    first.close();
    await once(first, "close");
    expect((await hosts.choose()).port).to.equal(other);
    const again = createServer().listen(one, "127.0.0.1");
    await once(again, "listening");
    expect((await hosts.choose()).port).to.equal(other);
    hosts.moveOn();
    expect((await hosts.choose()).port).to.equal(one);
    again.close();
    second.close();
  });

  it("are left when a node has no quorum or takes no writes, and not for what a statement is to blame for", () => {
    expect(["ER_UNKNOWN_COM_ERROR", "ER_OPTION_PREVENTS_STATEMENT"].map(refusesToServe)).to.deep.equal([true, true]);
    expect(["ER_DUP_ENTRY", "ER_LOCK_DEADLOCK", ""].map(refusesToServe)).to.deep.equal([false, false, false]);
  });
});

async function listen(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
