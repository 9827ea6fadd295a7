import "./data.ts";
import { expect } from "chai";
import { testTopic } from "../../../services/contracts/webhooks.ts";
import type { Parsed } from "./http.ts";
import { conformity, isRunning } from "./index.ts";
import { readSql } from "./tables.ts";

interface Kept {
  topic: string;
  body: string;
}

// A hook of the root, like those of the product: whatever a run has brought about is held against the documents.
after("every event that apps could receive in this run is as the documents say", async function () {
  this.timeout(60_000);
  if (!isRunning()) return;
  const kept = await readSql<Kept>("webhooks", "SELECT topic, body FROM webhook_events");
  const wrong = new Map<string, string>();
  for (const { topic, body } of kept) {
    const said = topic === testTopic ? undefined : problemOf(topic, JSON.parse(body) as Parsed);
    if (said) wrong.set(topic, said);
  }
  expect(Object.fromEntries(wrong), "by topic, the last that is wrong").to.deep.equal({});
});

function problemOf(topic: string, payload: Parsed): string | undefined {
  const { content } = conformity().document.webhooks[topic].post.requestBody;
  const { schema } = content["application/json"];
  const validate = conformity().compile(schema);
  if (!validate(payload as unknown)) return `${JSON.stringify(validate.errors)} in ${JSON.stringify(payload)}`;
  const more = undocumented(schema.allOf[1].properties.data, payload.data);
  return more.length > 0 ? `${more.join(", ")} in ${JSON.stringify(payload)}` : undefined;
}

// Documents let payloads grow, so a schema does not refuse a field that it does not name.
function undocumented(schema: Parsed, data: object): string[] {
  const named = new Set(namesIn(schema));
  return named.has("*") ? [] : Object.keys(data).filter((name) => !named.has(name));
}

function namesIn(schema: Parsed): string[] {
  if (typeof schema.$ref === "string") {
    const path = schema.$ref.slice(2).split("/");
    return namesIn(path.reduce((place: Parsed, key: string) => place[key], conformity().document));
  }
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.properties || parts.length > 0 ? [] : ["*"]),
    ...parts.flatMap(namesIn),
  ];
}
