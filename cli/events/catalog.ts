import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createGenerator, type Schema } from "ts-json-schema-generator";
import { matches } from "../../mixins/messaging/bus.ts";

const root = join(import.meta.dirname, "../..");

/** An event as its type, its doc comment and the services' sources describe it. */
export interface EventDescription {
  name: string;
  /** When it is told. */
  when: string;
  /** The service that tells it. */
  producer: string;
  /** Who hears it, as `service.purpose`. */
  subscribers: string[];
  /** The schema of its `data`. */
  data: Schema;
}

/** All events, and the schemas that theirs refer to. */
export interface EventCatalog {
  events: EventDescription[];
  envelope: Schema;
  definitions: Record<string, Schema>;
}

/** A consumer as a service's source defines it. */
export interface Subscriber {
  name: string;
  pattern: string;
}

/**
 * Reads what events there are from the types in `services/contracts/events.ts`, and who subscribes from `subscribe(…)`
 * and `onErasure(…)`.
 */
export function readEvents(): EventCatalog {
  const subscribers = readSubscribers();
  const definitions = schemasOf("DomainEvents");
  const envelope = schemasOf("Envelope").Envelope;
  const events = Object.entries(definitions.DomainEvents?.properties ?? {}).map(([name, schema]) => {
    const { description: when, producer, ...data } = schema as Schema & { producer?: string };
    if (!when || !producer)
      throw new Error(`${name} needs a line that says when it is published, and \`@producer service\`.`);
    const heard = subscribers.filter(({ pattern }) => matches(pattern, name));
    return { name, when, producer, subscribers: heard.map((subscriber) => subscriber.name), data };
  });
  const { DomainEvents: _events, ...referred } = definitions;
  return { events, envelope: envelope ?? {}, definitions: { ...schemasOf("Actor", "common.ts"), ...referred } };
}

/** The consumers of all services. Throws when a `subscribe` is written in a way that is not understood. */
export function readSubscribers(): Subscriber[] {
  return globSync("services/*/**/*.ts", { cwd: root })
    .sort()
    .flatMap((path) => subscribersIn(path.split(/[\\/]/)[1] ?? "", readFileSync(join(root, path), "utf8"), path));
}

/** The consumers that one source of a service defines. */
export function subscribersIn(service: string, source: string, path = service): Subscriber[] {
  // However it stands there: what is called but not understood must not go unseen.
  const calls = source.match(/\b(subscribe|onErasure)\s*[<(]/g) ?? [];
  const understood = [
    ...source.matchAll(/\bsubscribe(?:<[^>]*>)?\(\s*"([^"]+)",\s*"([^"]+)"/g),
    ...source.matchAll(/\bonErasure\(\s*"([^"]+)",/g),
  ];
  if (calls.length !== understood.length) throw new Error(`${path}: write subscribe("purpose", "pattern", …) in full.`);
  return understood.map(([, purpose, pattern = "customer.deleted"]) => ({ name: `${service}.${purpose}`, pattern }));
}

function schemasOf(type: string, file = "events.ts"): Record<string, Schema> {
  const made = createGenerator({
    path: join(root, "services/contracts", file),
    tsconfig: join(root, "tsconfig.json"),
    type,
    // `tsc` has said whether the types are right.
    skipTypeCheck: true,
    jsDoc: "extended",
    extraTags: ["producer"],
  }).createSchema(type);
  return (made.definitions ?? {}) as Record<string, Schema>;
}
