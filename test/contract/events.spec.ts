import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect } from "chai";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { asyncapi, payloadOf } from "../../cli/events/asyncapi.ts";
import { readEvents, readSubscribers, subscribersIn } from "../../cli/events/catalog.ts";
import { exampleOf } from "../../cli/events/example.ts";
import { eventsPage } from "../../cli/events/page.ts";
import type { Subscription } from "../../mixins/messaging/inbox.ts";
import { webhookTopics } from "../../services/contracts/webhooks.ts";
import type { Parsed } from "../support/harness/http.ts";

const official = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0-without-$id.json") as object;
const book = readEvents();
const { events } = book;
const document = JSON.parse(JSON.stringify(asyncapi(book)));

describe("the documents of events", () => {
  it("are AsyncAPI 3.0.0 by its own schema", () => {
    const validate = new Ajv({ strict: false, logger: false, validateFormats: false, allErrors: true }).compile(
      official,
    );
    expect(validate(document), JSON.stringify(validate.errors, null, 1)).to.equal(true);
    expect(validate({ ...document, channels: { wrong: { address: 7 } } }), "the schema takes anything").to.equal(false);
  });

  it("refer to nothing that is not there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references).to.not.deep.equal([]);
    for (const path of new Set(references)) {
      const found = path.split("/").reduce((place, key) => place?.[decodeURIComponent(key)], document);
      expect(found, path).to.be.an("object");
    }
  });

  it("name the model of each event and of its data", () => {
    const { messages, schemas } = document.components;
    const payloads = Object.values<Parsed>(messages).map(({ payload }) => payload);
    const data = payloads.map(({ properties }) => properties.data).filter(({ $ref }) => $ref === undefined);
    const titles = [...payloads, ...data].map(({ title }) => title);
    expect(titles).to.not.include(undefined);
    expect(new Set([...titles, ...Object.keys(schemas)]).size).to.equal(titles.length + Object.keys(schemas).length);
    for (const { properties } of payloads) expect(properties.aggregate).to.have.keys("$ref");
  });

  it("give examples that the schemas accept, and schemas that refuse what is no such event", () => {
    const ajv = new Ajv({ strict: false }).addSchema({ ...document, $id: "document" });
    for (const event of events) {
      const schema = JSON.stringify(payloadOf(book, event)).replaceAll('"#/', '"document#/');
      const validate = ajv.compile(JSON.parse(schema));
      const example = exampleOf(book, event);
      expect(validate(example), `${event.name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      expect(validate({ ...example, data: {} }), `${event.name} without data`).to.equal(false);
      expect(validate({ ...example, name: "other.fact" }), `${event.name} by another name`).to.equal(false);
    }
  });

  it("name as the teller of an event the service that announces it", () => {
    const producers = new Map(events.map(({ name, producer }) => [name, producer]));
    expect(discoverServices()).to.include.members([...new Set(producers.values())]);
    let seen = 0;
    for (const [service, source] of sources()) {
      for (const [, name = ""] of source.matchAll(/\bname:[^,\n]*?"([a-z_]+\.[a-z_]+)"/g)) {
        if (!producers.has(name)) continue;
        expect(producers.get(name), name).to.equal(service);
        seen++;
      }
    }
    expect(seen).to.be.greaterThan(5);
  });

  it("know the subscribers of an event from the services' sources", () => {
    const subscribers = new Map(events.map(({ name, subscribers }) => [name, subscribers]));
    expect(subscribers.get("order.created")).to.include.members(["audit.log", "customers.totals"]);
    const ofStores = ["audit.log", "customers.currency", "loyalty.currency", "webhooks.record"];
    expect(subscribers.get("store.created")).to.have.members(ofStores);
    expect(subscribers.get("customer.deleted")).to.include("orders.forget");
    const source = 'const a = subscribe<"x.y" | "x.z">(\n  "count",\n  "x.*",\n  async () => {});';
    expect(subscribersIn("shop", source)).to.deep.equal([{ name: "shop.count", pattern: "x.*" }]);
    expect(() => subscribersIn("shop", "const a = subscribe(purpose, pattern, run);")).to.throw("in full");
    expect(() =>
      subscribersIn("shop", "const all = names.map((name) =>\n  subscribe<Any>(purpose(name), name, run));"),
    ).to.throw();
  });

  it("know every subscriber, as the services define them", async () => {
    const defined = globSync("services/*/*.events.ts").map(async (path) => {
      const exported: unknown[] = Object.values(await import(`../../${path}`)).flat();
      const handlers = exported.filter((each) => Object.hasOwn(each ?? {}, "purpose")) as Subscription[];
      return handlers.map(({ purpose, pattern }) => ({ name: `${path.split("/")[1]}.${purpose}`, pattern }));
    });
    expect(readSubscribers()).to.have.deep.members((await Promise.all(defined)).flat());
    const subscribers = new Map(events.map(({ name, subscribers }) => [name, subscribers]));
    expect(subscribers.get("refund.succeeded")).to.have.members([
      "audit.log",
      "loyalty.refunds",
      "orchestra.money-refund",
      "orders.timeline-refund",
      "webhooks.record",
    ]);
  });

  it("agree with what is written by hand of who forgets an erased customer", () => {
    const subscribers = events.find(({ name }) => name === "customer.deleted")?.subscribers ?? [];
    const services = subscribers.map((subscriber) => `\`${subscriber.split(".")[0]}\``);
    expect(services).to.include("`shipments`");
    const [, erasure = ""] = readFileSync("ARCHITECTURE.md", "utf8").split("## Erasure");
    const pages = [
      erasure.split("\n## ")[0] ?? "",
      readFileSync("docs/decisions/0017-retention-and-erasure.md", "utf8"),
    ];
    for (const page of pages) for (const service of services) expect(page).to.include(service);
  });

  it("mark the topics of apps, which the page shows by `yes` in the table, and no other event", () => {
    const page = eventsPage(book);
    const rows = page.matchAll(/^\| \[`([\w.]+)`\]\(\S+\) \| (yes)? \|/gm);
    const marked = [...rows].filter(([, , mark]) => mark === "yes").map(([, name]) => name);
    expect(marked).to.have.members([...webhookTopics]);
    expect(page.match(/ No topic for apps\.$/gm)).to.have.length(events.length - webhookTopics.length);
  });

  it("have a section for each event, to which the table leads", () => {
    const page = eventsPage(book);
    for (const { name, when, producer } of events) {
      expect(page).to.include(`\n## ${name}\n\n${when} Published by **${producer}**`);
      expect(page).to.include(`| [\`${name}\`](#${name.replace(".", "")}) |`);
    }
  });
});

/** The sources of producers; the gateway only shows some, as examples. */
function sources(): [service: string, source: string][] {
  const producers = discoverServices().filter((service) => service !== "api");
  return producers.flatMap((service) =>
    globSync(`services/${service}/**/*.ts`).map((path): [string, string] => [service, readFileSync(path, "utf8")]),
  );
}
