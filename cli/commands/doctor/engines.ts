import { connect } from "nats";
import { env } from "../../../config/env.ts";
import { eventStream, natsOptions } from "../../../config/nats.ts";
import { connectRedis, redis } from "../../../config/redis.ts";
import { type Finding, unreachable } from "./finding.ts";

const leastPayload = 1024 ** 2;

/** NATS: its version, JetStream, and how far apart it writes to its disk. */
export async function checkNats(): Promise<Finding[]> {
  if (!env.NATS_URL) return [{ what: "nats", state: "ok", found: "none: everything runs in one process", wanted: "" }];
  try {
    const connection = await connect({ ...natsOptions(), timeout: 3_000, maxReconnectAttempts: 0 });
    const { version = "", max_payload = 0, jetstream } = connection.info ?? {};
    const findings: Finding[] = [
      { what: "nats", state: "ok", found: version, wanted: "2.9 or newer" },
      { what: "jetstream", state: jetstream ? "ok" : "wrong", found: jetstream ? "on" : "off", wanted: "on" },
      {
        ...{ what: "max_payload", state: max_payload >= leastPayload ? "ok" : "wrong" },
        ...{ found: `${max_payload / leastPayload} MiB`, wanted: "1 MiB or more" },
      },
      syncOf(version),
    ];
    const manager = await connection.jetstreamManager();
    const stream = await manager.streams.info(eventStream).catch(() => undefined);
    const copies = stream
      ? `${stream.config.num_replicas} replicas, ${stream.state.messages} messages`
      : "not made yet";
    findings.push({ what: "stream of events", state: "ok", found: copies, wanted: "" });
    await connection.close();
    return findings;
  } catch (error) {
    return [unreachable("nats", error)];
  }
}

// The server does not tell the interval to its clients: it is in its configuration file.
function syncOf(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const canBeSet = major > 2 || (major === 2 && minor >= 10);
  return canBeSet
    ? {
        what: "sync_interval",
        state: "ok",
        found: "2 min unless it is set",
        wanted: "always, where one server has no replica",
      }
    : {
        what: "sync_interval",
        state: "warning",
        found: "2 min, and cannot be set",
        wanted: "NATS 2.10: sync_interval: always",
      };
}

/** Redis: its version, and that it forgets keys with an end before others. */
export async function checkRedis(): Promise<Finding[]> {
  const client = redis();
  if (!client) return [{ what: "redis", state: "ok", found: "none: memory of the process", wanted: "" }];
  try {
    await connectRedis();
    const info = await client.info();
    const of = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
    const policy = of("maxmemory_policy");
    const isRight = policy === "volatile-lru" || of("maxmemory") === "0";
    return [
      { what: "redis", state: "ok", found: of("redis_version"), wanted: "6.2 or newer" },
      { what: "maxmemory_policy", state: isRight ? "ok" : "warning", found: policy, wanted: "volatile-lru" },
    ];
  } catch (error) {
    return [unreachable("redis", error)];
  } finally {
    client.disconnect();
  }
}
