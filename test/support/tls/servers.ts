import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../cli/servers/find.ts";
import { guard } from "../../../cli/servers/guard.ts";
import { type Handle, serverHandle } from "../../../cli/servers/handle.ts";
import { mariadb } from "../../../cli/servers/mariadb.ts";
import { findFreePorts } from "../../../cli/servers/ports.ts";
import { testMariadb } from "../servers.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";

/** NATS, MariaDB and Redis that take nothing but TLS, and ask for a client certificate where `asksClients`. */
export interface TlsServers extends Certificates {
  folder: string;
  password: string;
  /** By name: certificates are verified by it. */
  hosts: Record<"nats" | "mariadb" | "redis", string>;
  stop(): Promise<void>;
}

const password = "a-password-of-tests";

/** Starts the three servers; with `otherName` their certificate is for another host. */
export async function startTlsServers(options: { asksClients?: boolean; otherName?: boolean } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-tls-"));
  guard.folder(folder);
  const certificates = await makeCertificates(folder);
  const own = { ...certificates, ...(options.otherName ? certificates.otherName : {}) };
  const ports = (await findFreePorts(3)).map(Number);
  const started = await Promise.all([
    startNats(folder, ports[0] ?? 0, own, options.asksClients === true),
    startMariadb(folder, ports[1] ?? 0, own),
    startRedis(folder, ports[2] ?? 0, own, options.asksClients === true),
  ]);
  const [nats, database, redis] = ports.map((port) => `localhost:${port}`) as [string, string, string];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  return { ...certificates, folder, password, hosts: { nats, mariadb: database, redis }, stop } satisfies TlsServers;
}

async function startNats(folder: string, port: number, own: Certificates, asks: boolean): Promise<Handle> {
  const file = join(folder, "nats.conf");
  const tls = `tls { cert_file: "${own.cert}", key_file: "${own.key}", ca_file: "${own.ca}", verify: ${asks} }`;
  const users = `authorization { user: "orchestra", password: "${password}" }`;
  await writeFile(file, `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/js" }\n${users}\n${tls}\n`);
  return start("nats", folder, port, ["nats-server", "--config", file]);
}

async function startMariadb(folder: string, port: number, own: Certificates): Promise<Handle> {
  const tls = { ssl_ca: own.ca, ssl_cert: own.cert, ssl_key: own.key, require_secure_transport: "ON" };
  const recipe = mariadb({ ...testMariadb, innodb_buffer_pool_size: "64M", ...tls });
  const place = { folder: join(folder, "mariadb"), port, password };
  await mkdir(place.folder);
  await recipe.prepare(place, (binary, args) => [findProgram(binary) ?? binary, ...args]);
  return start("mariadb", folder, port, [findProgram("mariadbd") ?? "mariadbd", ...recipe.args(place)]);
}

function startRedis(folder: string, port: number, own: Certificates, asks: boolean): Promise<Handle> {
  const tls = ["--tls-cert-file", own.cert, "--tls-key-file", own.key, "--tls-ca-cert-file", own.ca];
  const clients = ["--tls-auth-clients", asks ? "yes" : "no"];
  const ports = ["--bind", "127.0.0.1", "--port", "0", "--tls-port", String(port), "--requirepass", password];
  return start("redis", folder, port, ["redis-server", ...ports, ...tls, ...clients, "--save", ""]);
}

async function start(name: string, folder: string, port: number, command: [string, ...string[]]): Promise<Handle> {
  const ping = async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect").finally(() => socket.destroy());
  };
  const launch = { url: "", logFile: join(folder, `${name}.log`), command: () => command, ping };
  const handle = serverHandle(name, launch);
  await handle.start();
  return handle;
}
