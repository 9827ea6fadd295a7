import { expect } from "chai";
import { Redis } from "ioredis";
import { createConnection } from "mysql2/promise";
import type { NatsConnection } from "nats";
import { connectNats, type Servers, startServers } from "../../cli/servers/index.ts";

describe("private servers", () => {
  let servers: Servers;

  before(async () => {
    servers = await startServers({ fresh: true });
  });
  after(() => servers?.stop());

  it("brings MariaDB back on the same port with what was committed, after a stop and after a kill", async () => {
    const url = await servers.createDatabase("servers_spec");
    await query(url, "CREATE TABLE notes (text VARCHAR(20))");
    await query(url, "INSERT INTO notes VALUES ('first')");
    await servers.mariadb.stop();
    await servers.mariadb.start();
    await query(url, "INSERT INTO notes VALUES ('second')");
    await servers.mariadb.kill();
    await servers.mariadb.start();
    expect(await query(url, "SELECT text FROM notes")).to.deep.equal([{ text: "first" }, { text: "second" }]);
  });

  it("gives an empty database each time one is asked for", async () => {
    await query(await servers.createDatabase("servers_spec_2"), "CREATE TABLE notes (text VARCHAR(20))");
    expect(await query(await servers.createDatabase("servers_spec_2"), "SHOW TABLES")).to.deep.equal([]);
  });

  it("brings NATS back on the same port with the messages of its streams", async () => {
    await withNats(servers.natsUrl, async (connection) => {
      const manager = await connection.jetstreamManager();
      await manager.streams.add({ name: "SERVERS_SPEC", subjects: ["servers-spec"] });
      await connection.jetstream().publish("servers-spec", "kept");
    });
    await servers.nats.stop();
    await servers.nats.start();
    await withNats(servers.natsUrl, async (connection) => {
      const stream = await (await connection.jetstreamManager()).streams.info("SERVERS_SPEC");
      expect(stream.state.messages).to.equal(1);
    });
  });

  it("refuses NATS without the password", async () => {
    const url = new URL(servers.natsUrl);
    url.password = "wrong";
    const refused = await connectNats(url.href, { reconnect: false }).catch((error: Error) => error.message);
    expect(refused).to.contain("Authorization Violation");
  });

  it("brings Redis back on the same port, empty as a cache may be", async () => {
    await withRedis(servers.redisUrl, (client) => client.set("key", "value"));
    await servers.redis.kill();
    await servers.redis.start();
    expect(await withRedis(servers.redisUrl, (client) => client.get("key"))).to.equal(null);
  });

  it("freezes a server until it is resumed, or stopped", async () => {
    await servers.redis.pause();
    let answered = false;
    const answer = withRedis(servers.redisUrl, (client) => client.ping()).then((pong) => {
      answered = true;
      return pong;
    });
    // Another server's whole round trip, in which a live Redis would have answered many times over.
    await withNats(servers.natsUrl, (connection) => connection.flush());
    expect(answered).to.equal(false);
    await servers.redis.resume();
    expect(await answer).to.equal("PONG");
    await servers.redis.pause();
    await servers.redis.stop();
    expect(servers.redis.pid).to.equal(undefined);
    await servers.redis.start();
  });

  it("uses what the environment names and does not stop it", async () => {
    const env = { NATS_URL: servers.natsUrl, DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl };
    const same = await startServers({ env });
    expect(same.natsUrl).to.equal(servers.natsUrl);
    expect(await same.nats.stop().catch((error: Error) => error.message)).to.contain("NATS_URL");
    await same.stop();
    await withNats(servers.natsUrl, (connection) => connection.flush());
  });
});

async function query(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url);
  try {
    return (await connection.query(sql))[0];
  } finally {
    await connection.end();
  }
}

async function withNats(url: string, use: (connection: NatsConnection) => Promise<void>): Promise<void> {
  const connection = await connectNats(url);
  try {
    await use(connection);
  } finally {
    await connection.close();
  }
}

async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}
