import { type MariadbSettings, mariadb } from "./mariadb.ts";
import { mysql } from "./mysql.ts";
import { nats } from "./nats.ts";
import type { Recipe, ServerName } from "./recipe.ts";
import { redis, valkey } from "./redis.ts";

/** A server to start, and from where: a Debian suite's root, an image, or (unset) what this machine has. */
export interface Engine {
  recipe: Recipe;
  suite?: string;
  image?: string;
}

const images: Record<string, string> = { nats: "nats", mariadb: "mariadb", mysql: "mysql", valkey: "valkey/valkey" };

/**
 * Reads ENGINES, such as `mysql@sid,nats@trixie,valkey@sid` or `mariadb@docker:11.4`: which server of each kind, and from
 * which Debian suite or image. What it leaves out is NATS, MariaDB and Redis of this machine.
 */
export function chooseEngines(text: string | undefined, settings: MariadbSettings = {}): Engine[] {
  const recipes = { nats, mariadb: mariadb(settings), mysql: mysql(settings), redis, valkey };
  const chosen = new Map<ServerName, Engine>();
  for (const word of text?.split(",").filter(Boolean) ?? []) {
    const [, name = "", origin] = /^([a-z]+)(?:@(trixie|sid|docker(?::[\w.-]+)?))?$/.exec(word.trim()) ?? [];
    const recipe = recipes[name as keyof typeof recipes];
    if (!recipe)
      throw new Error(
        `ENGINES: "${word}" is not understood: write ${Object.keys(recipes).join(", ")}, and @trixie, @sid or @docker.`,
      );
    const tag = origin?.split(":")[1];
    const image = tag ? `${images[name] ?? name}:${tag}` : recipe.container.image;
    chosen.set(recipe.name, { recipe, ...(origin?.startsWith("docker") ? { image } : { suite: origin }) });
  }
  for (const recipe of [nats, recipes.mariadb, redis])
    if (!chosen.has(recipe.name)) chosen.set(recipe.name, { recipe });
  return [...chosen.values()];
}
