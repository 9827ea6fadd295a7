import type { Part } from "../../../cli/cluster/plan.ts";
import type { Servers } from "../../../cli/servers/index.ts";
import { Link } from "./link.ts";

export const engines = ["database", "nats", "redis"] as const;
export type EngineName = (typeof engines)[number];

/** The links of a cluster: one for each process and engine. */
export class Links {
  readonly #urls: Record<EngineName, string>;
  readonly #links = new Map<string, Link>();

  constructor(servers: Servers, databaseUrl = servers.databaseUrl) {
    this.#urls = { database: databaseUrl, nats: servers.natsUrl, redis: servers.redisUrl };
  }

  /** What a process has in its environment to go by links of its own. */
  async environmentOf({ name, index }: Part): Promise<NodeJS.ProcessEnv> {
    const open = async (engine: EngineName) => {
      const link = new Link(this.#urls[engine]);
      this.#links.set(keyOf({ name, index }, engine), link);
      return link.open();
    };
    const [DATABASE_URL, NATS_URL, REDIS_URL] = await Promise.all(engines.map(open));
    return { DATABASE_URL, NATS_URL, REDIS_URL };
  }

  /** The link of a process to an engine. */
  of(part: Part, engine: EngineName): Link {
    const link = this.#links.get(keyOf(part, engine));
    if (!link) throw new Error(`${part.name}.${part.index} has no link of its own.`);
    return link;
  }

  shut(): void {
    for (const link of this.#links.values()) link.shut();
  }
}

const keyOf = ({ name, index }: Part, engine: EngineName) => `${name}.${index} ${engine}`;
