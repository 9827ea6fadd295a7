import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SurfaceTable } from "../endpoint.ts";
import { EventSchemas } from "./event-schemas.ts";
import type { Json } from "./json-schema.ts";
import { pascal } from "./names.ts";
import { tagOf } from "./operation.ts";

/** The part of the AsyncAPI document that webhooks are made from. */
export interface PublishedEvents {
  components: { messages: Record<string, Message>; schemas: Record<string, Json> };
}

interface Message {
  summary: string;
  payload: { properties: { data: Json } };
  examples: { payload: Json }[];
}

let published: PublishedEvents | undefined;

/** The AsyncAPI document as it was made from the events' types. */
export function publishedEvents(): PublishedEvents {
  const file = join(import.meta.dirname, "../../../docs/asyncapi.json");
  published ??= JSON.parse(readFileSync(file, "utf8")) as PublishedEvents;
  return published;
}

/** The webhooks of a surface with the schemas that they refer to: each topic by the schema of its event. */
export function webhooksOf(surface: SurfaceTable, readEvents: () => PublishedEvents) {
  const { topics = [], tag = "" } = surface.webhooks ?? {};
  if (topics.length === 0) return { webhooks: {}, schemas: {} };
  const { messages, schemas: definitions } = readEvents().components;
  const messageOf = (topic: string): Message => {
    const message = messages[topic];
    if (!message) throw new Error(`The AsyncAPI document has no event ${topic}.`);
    return message;
  };
  const schemas = new EventSchemas(new Map(topics.map((topic) => [topic, dataOf(messageOf(topic))])), definitions);
  const webhooks: Record<string, Json> = {};
  for (const topic of topics) {
    const { summary, examples } = messageOf(topic);
    webhooks[topic] = {
      post: {
        operationId: `on${pascal(topic)}`,
        tags: [tagOf(surface, tag)],
        summary: summary.split("\n")[0],
        description: `What an endpoint receives whose topics select \`${topic}\`.${personalOf(topic)}`,
        security: [],
        parameters: Object.keys(webhookParameters).map((name) => ({ $ref: `#/components/parameters/${name}` })),
        requestBody: {
          required: true,
          content: { "application/json": { schema: payloadOf(topic, schemas), example: exampleOf(examples) } },
        },
        responses: {
          "2XX": { description: "It was received. Any other answer, or none within 15 seconds, and it is sent again." },
          "410": { description: "Nothing is to be sent to this endpoint any more: its webhook is paused." },
        },
      },
    };
  }
  return { webhooks, schemas: schemas.byName };
}

// Topics whose data are the same share a schema, which has a name of its own.
const dataOf = ({ payload }: Message): Json => {
  const { title: _title, ...data } = payload.properties.data;
  return data;
};

const personalOf = (topic: string) =>
  topic.startsWith("customer.") ? " Without the scope `read:customers` each value of a field is null." : "";

const payloadOf = (topic: string, schemas: EventSchemas): Json => ({
  allOf: [
    { $ref: "#/components/schemas/WebhookEvent" },
    {
      type: "object",
      properties: {
        type: { type: "string", const: topic },
        version: { type: "integer", const: 1 },
        data: schemas.of(topic),
      },
    },
  ],
});

// A delivery is the domain event without its tenant.
function exampleOf([example]: Message["examples"]): Json {
  const { id, name, occurred_at, store_id, aggregate, actor, request_id, data } = example?.payload ?? {};
  return { id, type: name, version: 1, timestamp: occurred_at, store_id, aggregate, actor, request_id, data };
}

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
  example,
});

/** The headers of a delivery, by Standard Webhooks. */
export const webhookParameters: Record<string, Json> = {
  WebhookId: header(
    "webhook-id",
    "The event's id, the same however often it is delivered.",
    "evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CG",
  ),
  WebhookTimestamp: header("webhook-timestamp", "When it was sent, in seconds since 1970.", "1764331200"),
  WebhookSignature: header(
    "webhook-signature",
    "`v1,` and the HMAC-SHA256 of id, timestamp and body in base64; two with a space while the secret is rotated.",
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ),
};
