import { readFileSync } from "node:fs";
import type { Schema } from "ts-json-schema-generator";
import { eventSubject } from "../../config/nats.ts";
import { pascal } from "../../services/api/openapi/names.ts";
import type { EventCatalog, EventDescription } from "./catalog.ts";
import { exampleOf } from "./example.ts";

/** The AsyncAPI 3.0 document of all events: the producer, the consumers and the payload of each. */
export function asyncapi(catalog: EventCatalog) {
  const { events, definitions } = catalog;
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Seller Orchestra: domain events",
      version,
      description: "What services publish. Delivered at least once and in any order; see docs/events.md.",
    },
    defaultContentType: "application/json",
    servers: {
      nats: { host: "127.0.0.1:4222", protocol: "nats", description: "NATS JetStream, as `NATS_URL` says." },
    },
    channels: Object.fromEntries(events.map((event) => [event.name, channelOf(event)])),
    operations: Object.fromEntries(events.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.name, messageOf(catalog, event)])),
      schemas: Object.fromEntries(
        Object.entries({ ...definitions, Aggregate: aggregateOf(catalog) }).map(([name, schema]) => [
          name,
          moved(schema),
        ]),
      ),
    },
  };
}

function channelOf({ name, when }: EventDescription) {
  return {
    address: eventSubject(name),
    description: when,
    messages: { event: { $ref: `#/components/messages/${name}` } },
  };
}

function operationsOf(event: EventDescription): [string, object][] {
  const channel = { $ref: `#/channels/${event.name}` };
  const messages = [{ $ref: `#/channels/${event.name}/messages/event` }];
  const operation = (action: "send" | "receive", service: string) => ({
    action,
    channel,
    messages,
    tags: [{ name: service }],
  });
  return [
    [`${event.producer}.publishes.${event.name}`, operation("send", event.producer)],
    ...event.subscribers.map((subscriber): [string, object] => [
      `${subscriber}.receives.${event.name}`,
      operation("receive", subscriber.split(".")[0] ?? ""),
    ]),
  ];
}

function messageOf(catalog: EventCatalog, event: EventDescription) {
  return {
    name: event.name,
    summary: event.when,
    contentType: "application/json",
    correlationId: { description: "The request in which it happened.", location: "$message.payload#/request_id" },
    headers: {
      type: "object",
      properties: {
        "Nats-Msg-Id": { type: "string", description: "The id of the event, by which the stream drops duplicates." },
      },
    },
    payload: payloadOf(catalog, event),
    examples: [{ payload: exampleOf(catalog, event) }],
  };
}

const aggregateOf = ({ envelope }: EventCatalog) => envelope.properties?.aggregate as Schema;

/** The schema of a whole event: the envelope with this event's name and data. Titles are what generators name models by. */
export function payloadOf({ envelope }: EventCatalog, event: EventDescription): Schema {
  const title = pascal(event.name);
  const data = event.data.$ref ? event.data : { title: `${title}Data`, ...event.data };
  const aggregate = { $ref: "#/definitions/Aggregate" };
  const properties = { ...(envelope.properties as object), aggregate, name: { const: event.name }, data };
  return moved({ title, ...envelope, properties, required: [...(envelope.required ?? []), "name", "data"] });
}

// The generator refers to schemas under `definitions`, AsyncAPI under `components`.
function moved(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'));
}
