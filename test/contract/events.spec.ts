import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect } from "chai";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { asyncapi, payloadOf } from "../../cli/events/asyncapi.ts";
import { exampleOf } from "../../cli/events/example.ts";
import { hearersIn, readFacts, readHearers } from "../../cli/events/facts.ts";
import { eventsPage } from "../../cli/events/page.ts";
import type { FactHandler } from "../../mixins/inbox.ts";

const official = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0-without-$id.json") as object;
const book = readFacts();
const { facts } = book;
const document = JSON.parse(JSON.stringify(asyncapi(book)));

describe("the documents of facts", () => {
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

  it("give examples that the schemas accept, and schemas that refuse what is no such fact", () => {
    const ajv = new Ajv({ strict: false }).addSchema({ ...document, $id: "document" });
    for (const fact of facts) {
      const schema = JSON.stringify(payloadOf(book, fact)).replaceAll('"#/', '"document#/');
      const validate = ajv.compile(JSON.parse(schema));
      const example = exampleOf(book, fact);
      expect(validate(example), `${fact.name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      expect(validate({ ...example, data: {} }), `${fact.name} without data`).to.equal(false);
      expect(validate({ ...example, name: "other.fact" }), `${fact.name} by another name`).to.equal(false);
    }
  });

  it("name as the teller of a fact the service that announces it", () => {
    const tellers = new Map(facts.map(({ name, teller }) => [name, teller]));
    expect(discoverServices()).to.include.members([...new Set(tellers.values())]);
    let seen = 0;
    for (const [service, source] of sources()) {
      for (const [, name = ""] of source.matchAll(/\bname:[^,\n]*?"([a-z_]+\.[a-z_]+)"/g)) {
        if (!tellers.has(name)) continue;
        expect(tellers.get(name), name).to.equal(service);
        seen++;
      }
    }
    expect(seen).to.be.greaterThan(5);
  });

  it("know who hears a fact from the services' sources", () => {
    const heard = new Map(facts.map(({ name, hearers }) => [name, hearers]));
    expect(heard.get("order.created")).to.include.members(["audit.log", "customers.totals"]);
    expect(heard.get("store.created")).to.deep.equal(["audit.log"]);
    expect(heard.get("customer.deleted")).to.include("orders.erasure");
    const source = 'const a = hears<"x.y" | "x.z">(\n  "count",\n  "x.*",\n  async () => {});';
    expect(hearersIn("shop", source)).to.deep.equal([{ name: "shop.count", pattern: "x.*" }]);
    expect(() => hearersIn("shop", "const a = hears(purpose, pattern, run);")).to.throw("in full");
    expect(() =>
      hearersIn("shop", "const all = names.map((name) =>\n  hears<Any>(purpose(name), name, run));"),
    ).to.throw();
  });

  it("know everyone who hears facts, as the services themselves define them", async () => {
    const defined = globSync("services/*/*.facts.ts").map(async (path) => {
      const exported: unknown[] = Object.values(await import(`../../${path}`)).flat();
      const handlers = exported.filter((each) => Object.hasOwn(each ?? {}, "purpose")) as FactHandler[];
      return handlers.map(({ purpose, pattern }) => ({ name: `${path.split("/")[1]}.${purpose}`, pattern }));
    });
    expect(readHearers()).to.have.deep.members((await Promise.all(defined)).flat());
    const heard = new Map(facts.map(({ name, hearers }) => [name, hearers]));
    expect(heard.get("refund.succeeded")).to.have.members(["audit.log", "loyalty.refunds", "orders.timeline-refund"]);
  });

  it("agree with what is written by hand of who forgets an erased customer", () => {
    const heard = facts.find(({ name }) => name === "customer.deleted")?.hearers ?? [];
    const services = heard.map((hearer) => `\`${hearer.split(".")[0]}\``);
    expect(services).to.include("`shipments`");
    const [, erasure = ""] = readFileSync("ARCHITECTURE.md", "utf8").split("## Erasure");
    const pages = [
      erasure.split("\n## ")[0] ?? "",
      readFileSync("docs/decisions/0017-retention-and-erasure.md", "utf8"),
    ];
    for (const page of pages) for (const service of services) expect(page).to.include(service);
  });

  it("have a section for each fact, to which the table leads", () => {
    const page = eventsPage(book);
    for (const { name, when, teller } of facts) {
      expect(page).to.include(`\n## ${name}\n\n${when} Told by **${teller}**`);
      expect(page).to.include(`| [\`${name}\`](#${name.replace(".", "")}) |`);
    }
  });
});

/** The sources of those that tell facts; the gateway only shows some, as examples. */
function sources(): [service: string, source: string][] {
  const tellers = discoverServices().filter((service) => service !== "api");
  return tellers.flatMap((service) =>
    globSync(`services/${service}/**/*.ts`).map((path): [string, string] => [service, readFileSync(path, "utf8")]),
  );
}
