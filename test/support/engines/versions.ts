import { Redis } from "ioredis";
import { createConnection } from "mysql2/promise";
import { connectNats, type Servers } from "../../../cli/servers/index.ts";

/** What the servers say that they are. */
export async function versionsOf({ databaseUrl, natsUrl, redisUrl }: Servers): Promise<string> {
  return (await Promise.all([databaseVersion(databaseUrl), natsVersion(natsUrl), redisVersion(redisUrl)])).join(", ");
}

async function databaseVersion(url: string): Promise<string> {
  const connection = await createConnection(url);
  const [rows] = await connection.query("SELECT VERSION() AS version");
  await connection.end();
  const { version } = (rows as { version: string }[])[0] ?? { version: "?" };
  return `${version.includes("MariaDB") ? "MariaDB" : "MySQL"} ${numberOf(version)}`;
}

async function natsVersion(url: string): Promise<string> {
  const connection = await connectNats(url);
  const version = connection.info?.version;
  await connection.close();
  return `NATS ${version}`;
}

async function redisVersion(url: string): Promise<string> {
  const client = new Redis(url);
  const info = await client.info("server");
  client.disconnect();
  const valkey = /valkey_version:([\d.]+)/.exec(info)?.[1];
  return valkey ? `Valkey ${valkey}` : `Redis ${/redis_version:([\d.]+)/.exec(info)?.[1]}`;
}

const numberOf = (version: string) => /^[\d.]+/.exec(version)?.[0] ?? version;
