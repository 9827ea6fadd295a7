import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { findProgram, whatToDo } from "../../../cli/servers/find.ts";
import { createDatabase, mariadb } from "../../../cli/servers/mariadb.ts";
import { nats } from "../../../cli/servers/nats.ts";
import { findConsecutivePorts, findFreePorts, isPortFree } from "../../../cli/servers/ports.ts";
import { redis } from "../../../cli/servers/redis.ts";

describe("private server helpers", () => {
  it("reserves each port once, even before it is bound", async () => {
    const found = await Promise.all(Array.from({ length: 200 }, () => findFreePorts(10)));
    expect(new Set(found.flat()).size).to.equal(2_000);
  });

  it("finds the requested number of different free ports", async () => {
    const ports = await findFreePorts(20);
    expect(new Set(ports).size).to.equal(20);
  });

  it("skips a port in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      expect(await isPortFree(port)).to.equal(false);
      const [first, second] = await findConsecutivePorts(port, 2);
      expect(first).to.be.greaterThan(port);
      expect(second).to.equal(Number(first) + 1);
    } finally {
      server.close();
    }
  });

  it("finds an installed program only", () => {
    expect(findProgram("sh")).to.match(/\/sh$/);
    expect(findProgram("no-such-server")).to.equal(undefined);
  });

  it("names the packages to install and how to test without them", () => {
    const sentence = whatToDo([nats, mariadb(), redis]);
    expect(sentence).to.contain("nats-server mariadb-server redis-server");
    expect(sentence).to.contain("npm run test:embedded");
  });

  it("allows MariaDB settings to be overridden", () => {
    const args = mariadb({ innodb_buffer_pool_size: "8G" }).args({ folder: "/tmp/x", port: 1, password: "p" });
    expect(args).to.include("--innodb_buffer_pool_size=8G");
    expect(args).to.include("--innodb_flush_log_at_trx_commit=1");
  });

  it("refuses an invalid database name", async () => {
    const message = await createDatabase("mysql://127.0.0.1:1/x", "a`b").catch((error: Error) => error.message);
    expect(message).to.contain("no database name");
  });
});
