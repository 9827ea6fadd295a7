import { readFileSync } from "node:fs";
import type { Schema } from "ts-json-schema-generator";
import { factSubject } from "../../config/nats.ts";
import { exampleOf } from "./example.ts";
import type { FactBook, FactDescription } from "./facts.ts";

/** The AsyncAPI 3.0 document of all facts: who sends each, who receives it, and what it says. */
export function asyncapi(book: FactBook) {
  const { facts, definitions } = book;
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Seller Orchestra: facts",
      version,
      description: "What services tell each other. Delivered at least once and in any order; see docs/events.md.",
    },
    defaultContentType: "application/json",
    servers: {
      nats: { host: "127.0.0.1:4222", protocol: "nats", description: "NATS JetStream, as `NATS_URL` says." },
    },
    channels: Object.fromEntries(facts.map((fact) => [fact.name, channelOf(fact)])),
    operations: Object.fromEntries(facts.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(facts.map((fact) => [fact.name, messageOf(book, fact)])),
      schemas: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, moved(schema)])),
    },
  };
}

function channelOf({ name, when }: FactDescription) {
  return {
    address: factSubject(name),
    description: when,
    messages: { fact: { $ref: `#/components/messages/${name}` } },
  };
}

function operationsOf(fact: FactDescription): [string, object][] {
  const channel = { $ref: `#/channels/${fact.name}` };
  const messages = [{ $ref: `#/channels/${fact.name}/messages/fact` }];
  const operation = (action: "send" | "receive", service: string) => ({
    action,
    channel,
    messages,
    tags: [{ name: service }],
  });
  return [
    [`${fact.teller}.tells.${fact.name}`, operation("send", fact.teller)],
    ...fact.hearers.map((hearer): [string, object] => [
      `${hearer}.hears.${fact.name}`,
      operation("receive", hearer.split(".")[0] ?? ""),
    ]),
  ];
}

function messageOf(book: FactBook, fact: FactDescription) {
  return {
    name: fact.name,
    summary: fact.when,
    contentType: "application/json",
    correlationId: { description: "The request in which it happened.", location: "$message.payload#/request_id" },
    headers: {
      type: "object",
      properties: {
        "Nats-Msg-Id": { type: "string", description: "The fact's id, by which the stream drops doubles." },
      },
    },
    payload: payloadOf(book, fact),
    examples: [{ payload: exampleOf(book, fact) }],
  };
}

/** The schema of a whole fact: the envelope with this fact's name and data. */
export function payloadOf({ envelope }: FactBook, fact: FactDescription): Schema {
  const properties = { ...(envelope.properties as object), name: { const: fact.name }, data: fact.data };
  return moved({ ...envelope, properties, required: [...(envelope.required ?? []), "name", "data"] });
}

// The generator keeps schemas under `definitions`, AsyncAPI under `components`.
function moved(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'));
}
