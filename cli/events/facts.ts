import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createGenerator, type Schema } from "ts-json-schema-generator";
import { matches } from "../../mixins/bus.ts";

const root = join(import.meta.dirname, "../..");

/** A fact as its type, its doc comment and the services' sources describe it. */
export interface FactDescription {
  name: string;
  /** When it is told. */
  when: string;
  /** The service that tells it. */
  teller: string;
  /** Who hears it, as `service.purpose`. */
  hearers: string[];
  /** The schema of its `data`. */
  data: Schema;
}

/** All facts, and the schemas that theirs refer to. */
export interface FactBook {
  facts: FactDescription[];
  envelope: Schema;
  definitions: Record<string, Schema>;
}

/** A consumer as a service's source defines it. */
export interface Hearer {
  name: string;
  pattern: string;
}

/** Reads what facts there are from the types in `services/contracts/facts.ts`, and who hears them from `hears(…)`. */
export function readFacts(): FactBook {
  const hearers = readHearers();
  const definitions = schemasOf("Facts");
  const envelope = schemasOf("Envelope").Envelope;
  const facts = Object.entries(definitions.Facts?.properties ?? {}).map(([name, schema]) => {
    const { description: when, teller, ...data } = schema as Schema & { teller?: string };
    if (!when || !teller) throw new Error(`${name} needs a line that says when it is told, and \`@teller service\`.`);
    const heard = hearers.filter(({ pattern }) => matches(pattern, name));
    return { name, when, teller, hearers: heard.map((hearer) => hearer.name), data };
  });
  const { Facts: _facts, ...referred } = definitions;
  return { facts, envelope: envelope ?? {}, definitions: { ...schemasOf("Actor", "common.ts"), ...referred } };
}

/** The consumers of all services. Throws when a `hears` is written in a way that is not understood. */
export function readHearers(): Hearer[] {
  return globSync("services/*/**/*.ts", { cwd: root })
    .sort()
    .flatMap((path) => hearersIn(path.split(/[\\/]/)[1] ?? "", readFileSync(join(root, path), "utf8"), path));
}

/** The consumers that one source of a service defines. */
export function hearersIn(service: string, source: string, path = service): Hearer[] {
  // However it stands there: what is called but not understood must not go unseen.
  const calls = source.match(/\bhears\s*[<(]/g) ?? [];
  const understood = [...source.matchAll(/\bhears(?:<[^>]*>)?\(\s*"([^"]+)",\s*"([^"]+)"/g)];
  if (calls.length !== understood.length) throw new Error(`${path}: write hears("purpose", "pattern", …) in full.`);
  return understood.map(([, purpose, pattern = ""]) => ({ name: `${service}.${purpose}`, pattern }));
}

function schemasOf(type: string, file = "facts.ts"): Record<string, Schema> {
  const made = createGenerator({
    path: join(root, "services/contracts", file),
    tsconfig: join(root, "tsconfig.json"),
    type,
    // `tsc` has said whether the types are right.
    skipTypeCheck: true,
    jsDoc: "extended",
    extraTags: ["teller"],
  }).createSchema(type);
  return (made.definitions ?? {}) as Record<string, Schema>;
}
