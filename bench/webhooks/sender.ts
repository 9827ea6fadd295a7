import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { type Cluster, type ClusterProcess, startCluster } from "../../cli/cluster/cluster.ts";
import { connectNats, type Servers } from "../../cli/servers/index.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { cpuMsOf } from "../machines.ts";
import { secret } from "../shops.ts";

/** The store of all webhooks here. */
export const store_id = 22;

/** How many endpoints of each kind. */
export type Kinds = Partial<Record<"good" | "fails" | "hangs", number>>;

/** What endpoints have received: deliveries, and those of them that came for the first time. */
export type Received = Record<string, { all: number; once: number }>;

/** What the bare loop took. */
export interface Bare {
  posts: number;
  ms: number;
  cpuMs: number;
}

/** The service `webhooks` in a process of its own, over NATS and MariaDB, with endpoints in another process. */
export interface Sender {
  /** The process of the service. */
  pid(): number | undefined;
  /** The processor time so far of the service, and of its database. */
  cpuMs(): { service: number; database: number };
  db: Connection;
  count(sql: string): Promise<number>;
  /** Removes all webhooks, and makes these instead, for all topics. */
  listen(kinds: Kinds): Promise<void>;
  publish(events: readonly DomainEvent[]): Promise<void>;
  /** Kills the process of the service. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  received(): Promise<Received>;
  /** How many connections to the endpoints are open: none once all is read that a killed process had sent. */
  connections(): Promise<number>;
  bare(paths: number, posts: number, bytes: number): Promise<Bare>;
  stop(): Promise<void>;
}

/** Starts them on servers of their own. */
export async function startSender(servers: Servers, flags = ""): Promise<Sender> {
  const env = {
    // Loopback is no public network: endpoints of this machine are allowed in tests alone.
    NODE_ENV: "test",
    JWT_SECRET: secret,
    LOG_LEVEL: "warn",
    // As in the image, which keeps no compiled code either: a process holds what it has read of it.
    NODE_DISABLE_COMPILE_CACHE: "1",
    MALLOC_ARENA_MAX: "1",
    MALLOC_TRIM_THRESHOLD_: "131072",
    NATS_URL: servers.natsUrl,
    DATABASE_URL: servers.databaseUrl,
    REDIS_URL: servers.redisUrl,
  };
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const cluster = await startCluster({ servers, services: ["webhooks"], env: { ...env, NODE_OPTIONS: flags }, log });
  const nats = await connectNats(servers.natsUrl);
  const stream = nats.jetstream();
  const endpoints = fork(join(import.meta.dirname, "endpoints.ts"));
  const [port] = await once(endpoints, "message");
  const url = `http://127.0.0.1:${port}`;
  const db = await createConnection({ uri: servers.databaseUrl, multipleStatements: true });
  return {
    pid: () => pidOf(cluster),
    cpuMs: () => ({ service: cpuMsOf(pidOf(cluster)), database: cpuMsOf(servers.mariadb.pid) }),
    db,
    async count(sql) {
      const [[row]] = await db.query<RowDataPacket[]>(sql);
      return Number(Object.values(row ?? {})[0] ?? 0);
    },
    listen: (kinds) => listen(db, url, kinds),
    async publish(events) {
      for (let at = 0; at < events.length; at += 100)
        await Promise.all(
          events.slice(at, at + 100).map((event) => {
            const subject = `facts.${event.name}`;
            return stream.publish(subject, JSON.stringify(event), { msgID: event.id });
          }),
        );
    },
    kill: () => partOf(cluster).kill(),
    restart: () => partOf(cluster).restart(),
    received: async () => (await fetch(url)).json() as Promise<Received>,
    connections: async () => Number(await (await fetch(new URL("/connections", url))).text()),
    async bare(paths, posts, bytes) {
      const args = [join(import.meta.dirname, "bare.ts"), url, ...[paths, posts, bytes].map(String)];
      return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as Bare;
    },
    async stop() {
      endpoints.disconnect();
      await Promise.all([db.end(), cluster.stop(), nats.close()]);
    },
  };
}

const partOf = ({ processes }: Cluster) => processes[0] as ClusterProcess;
const pidOf = (cluster: Cluster) => partOf(cluster).pid;

async function listen(db: Connection, url: string, kinds: Kinds): Promise<void> {
  for (const table of ["webhooks", "webhook_deliveries", "webhook_attempts", "webhook_events"])
    await db.query(`TRUNCATE TABLE ${table}`);
  await fetch(`${url}/reset`);
  const now = Date.now();
  const rows = Object.entries(kinds).flatMap(([kind, many]) =>
    Array.from({ length: many }, (_, index) => [`whk_${kind}${index}`, `${url}/${kind}/${index}`]),
  );
  const columns = `public_id, url, store_id, tenant_id, client_id, topics, ordered, personal_data, status, secret, due_at,
    version, created_at, updated_at`;
  const rest = [
    store_id,
    "ten_1",
    "app_1",
    '["*"]',
    0,
    1,
    "enabled",
    `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
  ];
  const values = rows.map((row) => [...row, ...rest, Number.MAX_SAFE_INTEGER, 1, now, now]);
  await db.query(`INSERT INTO webhooks (${columns}) VALUES ?`, [values]);
}

let made = 0;

/** New events of orders, about 700 bytes each as they are sent. */
export const newEvents = (many: number): DomainEvent[] =>
  Array.from({ length: many }, () => {
    const id = `${process.pid}${String(++made).padStart(20, "0")}`;
    return {
      id: `evt_${id}`,
      name: "order.status_changed",
      store_id,
      tenant_id: "ten_1",
      aggregate: { type: "order", id: `ord_${id}`, version: 2 },
      occurred_at: new Date().toISOString(),
      actor: { type: "merchant", id: "user_1" },
      request_id: `req_${id}`,
      data: {
        number: "1001",
        customer_id: `cust_${id}`,
        currency: "BDT",
        total: 100_000,
        note: "x".repeat(200),
        before: { status: "pending" },
        after: { status: "confirmed" },
      },
    } as unknown as DomainEvent;
  });

/** Waits until something is so, and gives up after half an hour. */
export async function untilTrue(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30 * 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It took longer than half an hour.");
    await wait(100);
  }
}
