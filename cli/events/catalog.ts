import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { matches } from "@seller-orchestra/durable";
import { createGenerator, type Schema } from "ts-json-schema-generator";
import { projectRoot } from "../cluster/plan.ts";

/** An event as its type, its doc comment and the services' sources describe it. */
export interface EventDescription {
  name: string;
  /** When it is published. */
  when: string;
  /** The service that publishes it. */
  producer: string;
  /** Its consumers, as `service.purpose`. */
  subscribers: string[];
  /** The schema of its `data`. */
  data: Schema;
}

/** All events, and the schemas that their data refers to. */
export interface EventCatalog {
  events: EventDescription[];
  envelope: Schema;
  definitions: Record<string, Schema>;
}

/** A consumer as a service's source defines it. */
interface Subscriber {
  name: string;
  pattern: string;
}

/**
 * Reads the events from the types in `services/contracts/events.ts`, and their consumers from the calls of `subscribe`
 * and `onErasure` in the services.
 */
export function readEvents(): EventCatalog {
  const subscribers = readSubscribers();
  const schemasOf = schemaReader();
  const definitions = schemasOf("DomainEvents");
  const envelope = schemasOf("Envelope").Envelope;
  const events = Object.entries(definitions.DomainEvents?.properties ?? {}).map(([name, schema]) => {
    const { description: when, producer, ...data } = schema as Schema & { producer?: string };
    if (!when || !producer)
      throw new Error(`${name} needs a line that says when it is published, and \`@producer service\`.`);
    const matching = subscribers.filter(({ pattern }) => matches(pattern, name));
    return { name, when, producer, subscribers: matching.map((subscriber) => subscriber.name), data };
  });
  const { DomainEvents: _events, ...referred } = definitions;
  return { events, envelope: envelope ?? {}, definitions: { ...schemasOf("Actor"), ...referred } };
}

/** The consumers of all services. Throws an Error for a `subscribe` in a form that cannot be read. */
export function readSubscribers(): Subscriber[] {
  return globSync("services/*/**/*.ts", { cwd: projectRoot })
    .sort()
    .flatMap((path) =>
      subscribersIn(path.split(/[\\/]/)[1] ?? "", readFileSync(join(projectRoot, path), "utf8"), path),
    );
}

/** The consumers that one source of a service defines. */
export function subscribersIn(service: string, source: string, path = service): Subscriber[] {
  // Every call counts, in any form: one that cannot be read must not be missed.
  const calls = source.match(/\b(subscribe|onErasure)\s*[<(]/g) ?? [];
  const read = [
    ...source.matchAll(/\bsubscribe(?:<[^>]*>)?\(\s*"([^"]+)",\s*"([^"]+)"/g),
    ...source.matchAll(/\bonErasure\(\s*"([^"]+)",/g),
  ];
  if (calls.length !== read.length) throw new Error(`${path}: write subscribe("purpose", "pattern", …) in full.`);
  return read.map(([, purpose, pattern = "customer.deleted"]) => ({ name: `${service}.${purpose}`, pattern }));
}

/** Reads types and those that they refer to, by name: of one program, since to make one of the sources takes long. */
function schemaReader(): (type: string) => Record<string, Schema> {
  const generator = createGenerator({
    path: join(projectRoot, "services/contracts/events.ts"),
    tsconfig: join(projectRoot, "tsconfig.json"),
    // `tsc` checks the types.
    skipTypeCheck: true,
    jsDoc: "extended",
    extraTags: ["producer"],
  });
  return (type) => (generator.createSchema(type).definitions ?? {}) as Record<string, Schema>;
}
