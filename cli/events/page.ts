import { maxTries } from "@seller-orchestra/durable";
import type { Schema } from "ts-json-schema-generator";
import { eventRetentionMs, eventStream, eventSubject } from "../../config/nats.ts";
import { isTopic } from "../../services/webhooks/webhooks.rules.ts";
import type { EventCatalog, EventDescription } from "./catalog.ts";
import { exampleOf, nameOf } from "./example.ts";

/** The page of all events, in Markdown. */
export function eventsPage(catalog: EventCatalog): string {
  const { events } = catalog;
  return `${[
    "# Domain events",
    "<!-- Made by `npm run events` of services/contracts/events.ts and of the services' sources. Do not edit. -->",
    "What services publish after a change. The same for machines: [asyncapi.json](asyncapi.json) (AsyncAPI 3.0).",
    "Apps receive those that are marked as a topic, and no others, in the envelope of [webhooks.md](webhooks.md#receive-events).",
    table(["event", "topic for apps", "when", "published by", "subscribers"], events.map(rowOf)),
    "## Envelope",
    "Between services every event is one JSON object. What differs from event to event is in `data`.",
    table(
      ["field", "type", "meaning"],
      [
        ...fieldsOf(catalog, catalog.envelope),
        ["`name`", "string", "Which event it is."],
        ["`data`", "object", "What happened; described below for each event."],
      ],
    ),
    "## Delivery",
    delivery,
    ...events.flatMap((event) => sectionOf(catalog, event)),
  ].join("\n\n")}\n`;
}

const delivery = `- **At least once.** An event is written in the transaction of the change that it describes, so none is published for what did not
  happen and none is lost. It may come more than once: the \`id\` is then the same.
- **In any order.** Two events of one aggregate may overtake each other: compare \`aggregate.version\`, or only add up.
- A consumer that fails is retried, ${maxTries} times in all; then the event is kept as a dead letter
  (\`orchestra dead-letters list\`) until it is replayed.
- In NATS the subject is \`${eventSubject("<name>")}\`, in the stream \`${eventStream}\`, which keeps ${eventRetentionMs / 86_400_000} days; \`Nats-Msg-Id\` is the id of the event.`;

function rowOf({ name, when, producer, subscribers }: EventDescription): string[] {
  return [`[\`${name}\`](#${anchorOf(name)})`, isTopic(name) ? "yes" : "", when, producer, servicesOf(subscribers)];
}

function sectionOf(catalog: EventCatalog, event: EventDescription): string[] {
  const { name, when, producer, subscribers } = event;
  const names = subscribers.map((subscriber) => `\`${subscriber}\``).join(", ") || "none yet";
  return [
    `## ${name}`,
    `${when} Published by **${producer}**; subscribers: ${names}.${isTopic(name) ? "" : " No topic for apps."}`,
    table(["field of `data`", "type", "meaning"], fieldsOf(catalog, event.data)),
    `\`\`\`json\n${JSON.stringify(exampleOf(catalog, event), null, 2)}\n\`\`\``,
  ];
}

function fieldsOf(catalog: EventCatalog, schema: Schema): string[][] {
  const { properties = {}, required = [] } = resolved(catalog, schema);
  return Object.entries(properties as Record<string, Schema>).map(([name, each]) => [
    `\`${name}\`${required.includes(name) ? "" : ", optional"}`,
    typeOf(catalog, each),
    each.description ?? resolved(catalog, each).description ?? "",
  ]);
}

function typeOf(catalog: EventCatalog, schema: Schema): string {
  if (schema.$ref) return typeOf(catalog, resolved(catalog, schema));
  const choices = schema.anyOf as Schema[] | undefined;
  if (choices) return choices.map((each) => typeOf(catalog, each)).join(" or ");
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === "array") return `list of ${typeOf(catalog, schema.items as Schema)}`;
  const inner = Object.keys(schema.properties ?? {});
  if (inner.length > 0) return `object: ${inner.map((name) => `\`${name}\``).join(", ")}`;
  return [schema.type ?? "anything"].flat().join(" or ");
}

const resolved = (catalog: EventCatalog, schema: Schema): Schema =>
  schema.$ref ? (catalog.definitions[nameOf(schema.$ref)] ?? {}) : schema;

const servicesOf = (subscribers: string[]) =>
  [...new Set(subscribers.map((subscriber) => subscriber.split(".")[0]))].join(", ");
const anchorOf = (heading: string) => heading.replace(/[^\w-]/g, "");
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
