import { connect, type NatsConnection } from "nats";
import { env } from "../../../config/env.ts";
import { eventStream, natsOptions } from "../../../config/nats.ts";
import { connectRedis, type RedisClient, redis } from "../../../config/redis.ts";
import { clockOf, type Finding, isAtLeast, judge, noted, unreachable } from "./finding.ts";

const mebi = 1024 ** 2;
// A server waits for NATS; who asks what is wrong does not.
const atOnce = { timeout: 3_000, reconnect: false, waitOnFirstConnect: false };

/** NATS: its version, JetStream, and how far apart it writes to its disk. */
export async function checkNats(): Promise<Finding[]> {
  if (!env.NATS_URL) return [noted("nats", "none: everything runs in one process")];
  let connection: NatsConnection | undefined;
  try {
    connection = await connect({ ...natsOptions(), ...atOnce });
    return await checkServer(connection);
  } catch (error) {
    return [unreachable("nats", error)];
  } finally {
    await connection?.close();
  }
}

async function checkServer(connection: NatsConnection): Promise<Finding[]> {
  const { version = "", max_payload = 0, jetstream = false } = connection.info ?? {};
  const findings = [
    judge("nats", isAtLeast(version, "2.9"), version, "2.9 or newer"),
    judge("jetstream", jetstream, jetstream ? "on" : "off", "on"),
    judge("max_payload", max_payload >= mebi, `${max_payload / mebi} MiB`, "1 MiB or more"),
  ];
  if (!jetstream) return findings;
  const manager = await connection.jetstreamManager();
  const stream = await manager.streams.info(eventStream).catch(() => undefined);
  const replicas = stream?.config.num_replicas ?? 0;
  const found = stream ? `${replicas} replicas, ${stream.state.messages} messages` : "not made yet";
  return [...findings, noted("stream of events", found), syncOf(version, replicas)];
}

/** How soon an event is on a disk; the server does not tell its clients: it is in its configuration file. */
export function syncOf(version: string, replicas: number): Finding {
  const wanted = "sync_interval: always, or 3 replicas";
  if (replicas >= 3) return { what: "sync_interval", state: "ok", found: `${replicas} replicas hold an event`, wanted };
  return isAtLeast(version, "2.10")
    ? { what: "sync_interval", state: "unknown", found: "2 min unless the server's file says otherwise", wanted }
    : { what: "sync_interval", state: "warning", found: `2 min, which ${version} cannot change`, wanted };
}

/** Redis: its version, and that it forgets keys with an end before others. */
export async function checkRedis(): Promise<Finding[]> {
  const client = redis();
  if (!client) return [noted("redis", "none: memory of the process")];
  try {
    await connectRedis();
    return await checkMemory(client);
  } catch (error) {
    return [unreachable("redis", error)];
  } finally {
    client.disconnect();
  }
}

async function checkMemory(client: RedisClient): Promise<Finding[]> {
  const info = await client.info();
  const before = Date.now();
  const [seconds = 0, microseconds = 0] = (await client.time()).map(Number);
  const clock = clockOf("redis", seconds * 1_000 + microseconds / 1_000, before, Date.now());
  const of = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
  // Valkey says which Redis it is like, and its own version beside it.
  const valkey = of("valkey_version");
  const found = valkey === "" ? of("redis_version") : `Valkey ${valkey}`;
  const policy = of("maxmemory_policy");
  const isRight = policy === "volatile-lru" || of("maxmemory") === "0";
  return [
    judge("redis", valkey !== "" || isAtLeast(of("redis_version"), "7.0"), found, "Redis 7.0 or Valkey, or newer"),
    judge("maxmemory_policy", isRight, policy, "volatile-lru, where memory is limited", "warning"),
    clock,
  ];
}
