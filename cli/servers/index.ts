import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerLaunch, pullImage } from "./docker.ts";
import { chooseEngines, type Engine } from "./engines.ts";
import { findMeans, findProgram, type Means } from "./find.ts";
import { guard } from "./guard.ts";
import { givenHandle, type Handle, serverHandle } from "./handle.ts";
import { createDatabase, type MariadbSettings } from "./mariadb.ts";
import { findFreePorts } from "./ports.ts";
import type { Program, Recipe, ServerName } from "./recipe.ts";
import { inRoot, rootWith } from "./roots.ts";

export type { Handle } from "./handle.ts";
export { connectNats } from "./nats.ts";
export type { ServerName } from "./recipe.ts";

/** What to start; everything is optional. */
interface StartOptions {
  /** Only these; the others' URLs are empty strings. */
  only?: ServerName[];
  /** Starts these even when the environment names one, because the caller will stop or fill it. */
  fresh?: boolean | ServerName[];
  /** The parent of the temporary folder (the system's). */
  dir?: string;
  /** Which server of each kind, e.g. `mysql@sid,valkey@trixie` (ENGINES, else those of this machine). */
  engines?: string;
  /** Variables of the database server, e.g. `{ innodb_buffer_pool_size: "8G" }`. */
  mariadb?: MariadbSettings;
  /** Where `NATS_URL`, `DATABASE_URL` and `REDIS_URL` are looked up (`process.env`). */
  env?: NodeJS.ProcessEnv;
}

/** The three servers of the distributed profile. */
export interface Servers {
  natsUrl: string;
  databaseUrl: string;
  redisUrl: string;
  nats: Handle;
  mariadb: Handle;
  redis: Handle;
  /** Creates an empty database (letters, digits, `_`) of a character set (utf8mb4) and returns its URL. */
  createDatabase(name: string, charset?: string): Promise<string>;
  /** Stops the servers that were started here and removes their folder; those that the environment named stay. */
  stop(): Promise<void>;
}

/**
 * Starts private NATS, MariaDB and Redis on free ports of 127.0.0.1, or uses those that the environment names.
 * Resolves when each answers. They end with this process at the latest, in whatever way it ends.
 */
export async function startServers(options: StartOptions = {}): Promise<Servers> {
  const engines = chooseEngines(options.engines ?? process.env.ENGINES, options.mariadb).filter(
    ({ recipe }) => options.only?.includes(recipe.name) ?? true,
  );
  const given = engines.map(({ recipe }) => recipe).filter((recipe) => isGiven(recipe, options));
  const own = engines.filter(({ recipe }) => !given.includes(recipe));
  const means = await findMeans(own.filter(({ suite, image }) => !suite && !image).map(({ recipe }) => recipe));
  const folder = await mkdtemp(join(options.dir ?? tmpdir(), "seller-orchestra-"));
  guard.folder(folder);
  const ports = await findFreePorts(own.length);
  const servers = await Promise.all(
    own.map((engine, index) => prepareServer(engine, means.get(engine.recipe), folder, Number(ports[index]))),
  );
  const handles = new Map<ServerName, Handle>(servers.map(({ name, handle }) => [name, handle]));
  for (const recipe of given) handles.set(recipe.name, givenHandle(recipe.variable, String(urlGiven(recipe, options))));

  async function stop(): Promise<void> {
    await Promise.all(servers.map((server) => server.handle.stop()));
    await Promise.all(servers.map((server) => server.remove?.()));
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await Promise.all(servers.map((server) => server.handle.start()));
  } catch (error) {
    await stop();
    throw error;
  }

  const handle = (name: ServerName) => handles.get(name) ?? givenHandle("nothing", "");
  const databaseUrl = handle("mariadb").url;
  return {
    natsUrl: handle("nats").url,
    databaseUrl,
    redisUrl: handle("redis").url,
    nats: handle("nats"),
    mariadb: handle("mariadb"),
    redis: handle("redis"),
    createDatabase: (name, charset) => createDatabase(databaseUrl, name, charset),
    stop,
  };
}

const urlGiven = (recipe: Recipe, { env = process.env }: StartOptions) => env[recipe.variable];

function isGiven(recipe: Recipe, options: StartOptions): boolean {
  const fresh = Array.isArray(options.fresh) ? options.fresh.includes(recipe.name) : options.fresh;
  return !fresh && Boolean(urlGiven(recipe, options));
}

async function prepareServer({ recipe, suite, image }: Engine, means: Means | undefined, parent: string, port: number) {
  const folder = join(parent, recipe.name);
  const logFile = join(parent, `${recipe.name}.log`);
  const place = { folder, port, password: randomBytes(12).toString("hex") };
  await mkdir(folder);
  if (image || means === "container") {
    const container = { ...recipe.container, image: image ?? recipe.container.image };
    await pullImage(container.image);
    const launch = { ...dockerLaunch({ ...recipe, container }, place), logFile };
    return { name: recipe.name, handle: serverHandle(recipe.name, launch), remove: launch.remove };
  }
  const program = await programOf(recipe, suite, folder);
  await recipe.prepare(place, program);
  const command = () => program(recipe.binaries[0], recipe.args(place));
  const launch = { url: recipe.url(place), logFile, command, ping: recipe.ping };
  return { name: recipe.name, handle: serverHandle(recipe.name, launch), remove: undefined };
}

async function programOf(recipe: Recipe, suite: string | undefined, folder: string): Promise<Program> {
  if (!suite) return (binary, args) => [findProgram(binary) ?? binary, ...args];
  const root = await rootWith(suite, recipe.debianPackage);
  return (binary, args) => inRoot(root, folder, [binary, ...args]);
}
