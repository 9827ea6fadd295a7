import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerLaunch, pullImage } from "./docker.ts";
import { findMeans, findProgram, type Means } from "./find.ts";
import { guard } from "./guard.ts";
import { givenHandle, type Handle, serverHandle } from "./handle.ts";
import { createDatabase, type MariadbSettings, mariadb } from "./mariadb.ts";
import { nats } from "./nats.ts";
import { findFreePorts } from "./ports.ts";
import type { Recipe, ServerName } from "./recipe.ts";
import { redis } from "./redis.ts";

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
  /** MariaDB server variables, e.g. `{ innodb_buffer_pool_size: "8G" }`. */
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
  /** Creates an empty database (letters, digits, `_`) and returns its URL. */
  createDatabase(name: string): Promise<string>;
  /** Stops the servers that were started here and removes their folder; those that the environment named stay. */
  stop(): Promise<void>;
}

/**
 * Starts private NATS, MariaDB and Redis on free ports of 127.0.0.1, or uses those that the environment names.
 * Resolves when each answers. They end with this process at the latest, in whatever way it ends.
 */
export async function startServers(options: StartOptions = {}): Promise<Servers> {
  const recipes = [nats, mariadb(options.mariadb), redis].filter(({ name }) => options.only?.includes(name) ?? true);
  const given = recipes.filter((recipe) => isGiven(recipe, options));
  const own = recipes.filter((recipe) => !given.includes(recipe));
  const means = await findMeans(own);
  const folder = await mkdtemp(join(options.dir ?? tmpdir(), "seller-orchestra-"));
  guard.folder(folder);
  const ports = await findFreePorts(own.length);
  const servers = await Promise.all(
    own.map((recipe, index) => prepareServer(recipe, means.get(recipe), folder, Number(ports[index]))),
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
    createDatabase: (name) => createDatabase(databaseUrl, name),
    stop,
  };
}

const urlGiven = (recipe: Recipe, { env = process.env }: StartOptions) => env[recipe.variable];

function isGiven(recipe: Recipe, options: StartOptions): boolean {
  const fresh = Array.isArray(options.fresh) ? options.fresh.includes(recipe.name) : options.fresh;
  return !fresh && Boolean(urlGiven(recipe, options));
}

async function prepareServer(recipe: Recipe, means: Means | undefined, parent: string, port: number) {
  const folder = join(parent, recipe.name);
  const logFile = join(parent, `${recipe.name}.log`);
  const place = { folder, port, password: randomBytes(12).toString("hex") };
  await mkdir(folder);
  if (means === "container") {
    await pullImage(recipe.container.image);
    const launch = { ...dockerLaunch(recipe, place), logFile };
    return { name: recipe.name, handle: serverHandle(recipe.name, launch), remove: launch.remove };
  }
  const find = (binary: string) => findProgram(binary) ?? binary;
  await recipe.prepare(place, find);
  const command = (): [string, ...string[]] => [find(recipe.binaries[0]), ...recipe.args(place)];
  const launch = { url: recipe.url(place), logFile, command, ping: recipe.ping };
  return { name: recipe.name, handle: serverHandle(recipe.name, launch), remove: undefined };
}
