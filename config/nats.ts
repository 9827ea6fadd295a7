import type { Middleware } from "moleculer";
import { connect, type NatsConnection } from "nats";
import { waitAtMost } from "../mixins/jobs/deadline.ts";
import { env } from "./env.ts";

/** The stream that carries events, and where an event's subject begins. */
export const eventStream = "FACTS";
export const eventSubject = (name: string) => `facts.${name}`;

/** How long events stay in the stream. The outbox keeps them as long, so the stream can be filled again from it. */
export const eventRetentionMs = 7 * 24 * 3600 * 1000;

/** How long a stop waits for the server: one that is frozen or away answers nothing. */
export const natsStopMs = 2_000;

let connection: Promise<NatsConnection> | undefined;

/** This process's own connection for events; it reconnects for ever. */
export function natsConnection(): Promise<NatsConnection> {
  connection ??= connect(natsOptions());
  return connection;
}

/** Closes that connection behind the last service, after what was published has left. */
export const closesNats: Middleware = {
  name: "ClosesNats",
  async stopped() {
    const opened = connection;
    connection = undefined;
    if (!opened) return;
    const drained = opened.then((open) => open.drain());
    await waitAtMost(drained, natsStopMs);
    opened.then((open) => open.close()).catch(() => undefined);
  },
};

/** How to reach NATS: host and credentials of `NATS_URL`, for events and for Moleculer's transporter alike. */
export const natsOptions = () => natsOptionsOf(env.NATS_URL ?? "");

/** The same for other servers. */
export function natsOptionsOf(natsUrl: string) {
  const servers = natsUrl.split(",").map((url) => new URL(url));
  const { username, password } = servers[0] as URL;
  return {
    servers: servers.map((url) => url.host),
    user: decodeURIComponent(username) || undefined,
    pass: decodeURIComponent(password) || undefined,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    waitOnFirstConnect: true,
    pingInterval: 2_000,
    maxPingOut: 2,
  };
}
