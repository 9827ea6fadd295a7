import { waitAtMost } from "@seller-orchestra/durable";
import type { Middleware } from "moleculer";
import { connect, type NatsConnection } from "nats";
import { env } from "./env.ts";
import { secured } from "./tls.ts";

/** The stream of events. The names "FACTS" and "facts." are released, so they stay. */
export const eventStream = "FACTS";
export const eventSubject = (name: string) => `facts.${name}`;

/** How long events stay in the stream. */
export const eventRetentionMs = 7 * 24 * 3600 * 1000;

/** How long the outbox keeps them: the stream is filled from it, and consumers that were away for longer than a stream. */
export const outboxRetentionMs = 2 * eventRetentionMs;

/** How long a stop waits for the server, which may be frozen or unavailable. */
export const natsStopMs = 2_000;

let connection: Promise<NatsConnection> | undefined;

/** This process's connection for events; it reconnects for ever. */
export function natsConnection(): Promise<NatsConnection> {
  connection ??= connect(natsOptions());
  return connection;
}

/** Closes that connection after the last service has stopped and published messages are sent. */
export const closesNats: Middleware = {
  name: "ClosesNats",
  async starting(broker) {
    if (env.NATS_URL) void logRefusal((reason) => broker.logger.warn(`NATS does not take a connection: ${reason}`));
  },
  async stopped() {
    const opened = connection;
    connection = undefined;
    if (!opened) return;
    const drained = opened.then((open) => open.drain());
    await waitAtMost(drained, natsStopMs);
    opened.then((open) => open.close()).catch(() => undefined);
  },
};

// The two connections wait for the server for ever, and their client does not say why it cannot connect.
async function logRefusal(log: (reason: string) => void): Promise<void> {
  const once = { ...natsOptions(), waitOnFirstConnect: false, reconnect: false, timeout: 5_000 };
  await connect(once).then(
    (open) => open.close(),
    (error: Error & { chainedError?: Error }) => log(error.chainedError?.message ?? error.message),
  );
}

/** Connection options, with the hosts and credentials of `NATS_URL`: for events and for Moleculer's transporter. */
export function natsOptions(natsUrl = env.NATS_URL ?? "") {
  const { url, tls } = secured("NATS_URL", natsUrl, env.TLS_CA_FILE);
  const servers = url.split(",").map((server) => new URL(server));
  const { username, password } = servers[0] as URL;
  return {
    servers: servers.map((url) => url.host),
    user: decodeURIComponent(username) || undefined,
    pass: decodeURIComponent(password) || undefined,
    // With `null` the client uses no TLS by itself where the server offers it: `nats://` says that there is none.
    tls: tls ?? null,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    waitOnFirstConnect: true,
    pingInterval: 2_000,
    maxPingOut: 2,
  };
}
