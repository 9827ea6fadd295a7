import { waitAtMost } from "@seller-orchestra/durable";
import type { Middleware } from "moleculer";
import { connect, credsAuthenticator, type NatsConnection, nkeyAuthenticator } from "nats";
import { env } from "./env.ts";
import { defaultNamespace } from "./env-schema.ts";
import { splitUrls } from "./env-values.ts";
import { secured } from "./tls.ts";

// The names "FACTS" and "facts." are released, so they stay where no namespace is set.
const isDefault = env.NAMESPACE === defaultNamespace;

/** The stream of events, of which each namespace has its own. Durable consumers are the stream's. */
export const eventStream = isDefault ? "FACTS" : `${env.NAMESPACE}_FACTS`;
export const eventSubject = (name: string) => (isDefault ? `facts.${name}` : `${env.NAMESPACE}.facts.${name}`);

/** How long events stay in the stream. */
export const eventRetentionMs = Math.round(env.NATS_RETENTION_DAYS * 24 * 3600 * 1000);

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
  async stopped() {
    const opened = connection;
    connection = undefined;
    if (!opened) return;
    const drained = opened.then((open) => open.drain());
    await waitAtMost(drained, natsStopMs);
    opened.then((open) => open.close()).catch(() => undefined);
  },
};

/** How many replicas the stream has: NATS_REPLICAS, else 3 where the server is a cluster's. */
export async function natsReplicas(): Promise<{ count: number; asked: boolean }> {
  if (env.NATS_REPLICAS) return { count: env.NATS_REPLICAS, asked: true };
  return { count: (await natsConnection()).info?.cluster ? 3 : 1, asked: false };
}

/** Connection options, with the hosts and credentials of `NATS_URL`: for events and for Moleculer's transporter. */
export function natsOptions(natsUrl = env.NATS_URL ?? "") {
  const { url, tls } = secured("NATS_URL", natsUrl, env.TLS_CA_FILE);
  return {
    ...serversOf(url),
    ...signedCredentials(),
    // With `null` the client uses no TLS by itself where the server offers it: `nats://` says that there is none.
    tls: tls ?? null,
    maxReconnectAttempts: -1,
    // The client first tries the host that it has lost once more, which may be cut off.
    timeout: 3_000,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    waitOnFirstConnect: true,
    pingInterval: 2_000,
    maxPingOut: 2,
  };
}

// `nats://user:password@a:4222,nats://b:4222` and `nats://user:password@a:4222,b:4222` are the same. A user alone is a
// token, as NATS's own clients take it.
function serversOf(url: string) {
  const servers = splitUrls(url).map((each) => new URL(each));
  const { username, password } = servers.find(({ username }) => username !== "") ?? (servers[0] as URL);
  const [name, secret] = [username, password].map((each) => decodeURIComponent(each) || undefined);
  const credentials = secret === undefined ? { token: name } : { user: name, pass: secret };
  return { servers: servers.map(({ host }) => host), ...credentials };
}

// The server asks these to sign a number of its choice; the secret itself never leaves this process.
function signedCredentials() {
  // The client finds the seed only before the end of a line.
  if (env.NATS_CREDS) return { authenticator: credsAuthenticator(Buffer.from(`${env.NATS_CREDS}\n`)) };
  if (env.NATS_NKEY) return { authenticator: nkeyAuthenticator(Buffer.from(env.NATS_NKEY)) };
  return {};
}
