import { expect } from "chai";
import type { SurfaceTable } from "../../services/api/endpoint.ts";
import { openapi } from "../../services/api/openapi/document.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { webhookTopics } from "../../services/contracts.ts";
import { payloadOf } from "../../services/webhooks/webhooks.rules.ts";
import { Conformity } from "../support/harness/conform.ts";
import type { Parsed } from "../support/harness/http.ts";

const documentOf = (tables: SurfaceTable[]) => new Conformity(JSON.parse(JSON.stringify(openapi(tables))));
const conformity = documentOf(surfaces);
const [merchant, ...others] = surfaces.map((surface) => documentOf([surface]));

describe("the OpenAPI document", () => {
  it("has an operation for every endpoint, each with an id of its own", () => {
    const endpoints = surfaces.flatMap((surface) => surface.endpoints);
    expect(conformity.operations).to.have.length(endpoints.length);
    expect(new Set(conformity.operations.map(({ described }) => described.operationId)).size).to.equal(
      endpoints.length,
    );
  });

  it("names what it describes, and lets answers have new fields", () => {
    expect(merchant?.document.components.schemas).to.include.keys(
      "Customer",
      "Order",
      "OrderItem",
      "Money",
      "Pagination",
      "Error",
      "OrderStatus",
    );
    for (const { described } of conformity.operations) {
      for (const [status, { content = {} }] of answersOf(described)) {
        for (const { schema } of Object.values<Parsed>(content)) {
          const about = `${described.operationId} ${status}`;
          expect(schema.type === "object" || schema.allOf, `${about} has no name`).to.not.equal(true);
          expect(JSON.stringify(whole(schema)), about).to.not.contain('"additionalProperties":false');
        }
      }
    }
  });

  it("has a webhook for each topic, by the schema of its event: what is sent fits, and nothing else", () => {
    const apps = documentOf(surfaces.filter(({ webhooks }) => webhooks));
    expect(Object.keys(apps.document.webhooks)).to.deep.equal([...webhookTopics]);
    expect(conformity.document.webhooks).to.have.all.keys(...webhookTopics);
    for (const [topic, { post }] of Object.entries<Parsed>(apps.document.webhooks)) {
      const { schema, example } = post.requestBody.content["application/json"];
      const validate = apps.compile(schema);
      expect(validate(example), `${topic}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      for (const wrong of [{ type: "no.topic" }, { version: 2 }, { data: {} }, { id: undefined }])
        expect(validate({ ...example, ...wrong }), `${topic} ${JSON.stringify(wrong)}`).to.equal(false);
      const { version: _version, type: name, timestamp: occurred_at, ...event } = example;
      expect(payloadOf({ ...event, name, occurred_at, tenant_id: "ten_1" })).to.deep.equal(example);
    }
  });

  it("has no pattern that other languages lack or read in another way", () => {
    const patterns = [...JSON.stringify(conformity.document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    expect(patterns.length).to.be.above(3);
    for (const [, pattern = '""'] of patterns) expect(JSON.parse(pattern)).to.not.match(/\\p|\(\?/i);
  });

  it("has a model for each code of an error, in each surface's own document", () => {
    for (const { document, operations } of [merchant as Conformity, ...others]) {
      for (const { described, endpoint } of operations.filter(({ endpoint }) => !endpoint.failure)) {
        for (const [status, { content, description }] of answersOf(described)) {
          if (Number(status) < 400) continue;
          const { schema } = content["application/json"];
          const models = (schema.oneOf ?? [schema]).map(({ $ref }: Parsed) => at($ref, document));
          const codes = models.map(({ allOf }: Parsed) => allOf[1].properties.code.const);
          expect(codes, `${endpoint.id} ${status}`).to.have.members(codesIn(description));
        }
      }
    }
  });

  for (const { method, template, described, endpoint } of conformity.operations) {
    describe(`${method} ${template}`, () => {
      it("gives examples that its schemas accept", () => {
        const contents: [string, Parsed][] = [["request", described.requestBody?.content ?? {}]];
        for (const [status, response] of Object.entries(described.responses as Record<string, Parsed>)) {
          contents.push([status, response.content ?? {}]);
        }
        for (const [where, content] of contents) {
          for (const [type, { schema, example }] of Object.entries(content as Record<string, Parsed>)) {
            const about = `${where} ${type}`;
            expect(example, `${about} has no example`).to.not.equal(undefined);
            const validate = conformity.compile(schema);
            expect(validate(example), `${about}: ${JSON.stringify(validate.errors)}`).to.equal(true);
          }
        }
      });

      it("says who may, what may go wrong and what each parameter is", () => {
        expect(described.summary).to.be.a("string").with.length.above(3);
        expect(described.tags).to.have.length(1);
        expect(described.responses).to.include.keys("503");
        if (described.security.length > 0) expect(described.responses).to.include.keys("400", "401", "403", "429");
        expect(described.description).to.be.a("string").with.length.above(10);
        for (const { name, required, schema, description, ...rest } of described.parameters) {
          expect(Object.keys(schema), name).to.not.deep.equal([]);
          expect(description, name).to.be.a("string").with.length.above(3);
          // Viewers send the example of a parameter, also where it could be left out.
          expect("example" in rest, name).to.equal(required);
          const { example = schema.examples?.[0] } = rest;
          expect(conformity.compile(schema)(example), `the example of ${name}`).to.equal(true);
        }
        const inPath = described.parameters
          .filter((each: Parsed) => each.in === "path")
          .map((each: Parsed) => each.name);
        expect(inPath).to.have.members([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      });

      it("lists the code of each of its errors, and the headers of each answer", () => {
        for (const [status, { content, headers, description }] of answersOf(described)) {
          expect(headers, status).to.include.keys("X-Request-Id");
          if (status === "429" || status === "503") expect(headers, status).to.include.keys("Retry-After");
          for (const { $ref } of Object.values<Parsed>(headers))
            if ($ref) expect(at($ref), $ref).to.include.keys("example");
          if (Number(status) < 400 || endpoint.failure) continue;
          const { code } = content["application/json"].schema.properties;
          expect(code.enum, status).to.have.members(codesIn(description));
        }
      });

      it("takes nothing that it does not name", () => {
        const content = described.requestBody?.content ?? {};
        const schema = (content["application/json"] ?? content["multipart/form-data"])?.schema;
        // A file has columns, not fields.
        if (content["text/csv"]) return;
        if (schema) expect(followed(schema).additionalProperties, "additionalProperties").to.equal(false);
        // Without a body, a field in one is refused too: bodies.spec.ts.
        else expect(["GET", "DELETE", "POST"]).to.include(method);
      });
    });
  }
});

const answersOf = (described: Parsed) => Object.entries(described.responses as Record<string, Parsed>);

const codesIn = (description: string) => [...new Set([...description.matchAll(/^`(\w+)`:/gm)].map(([, code]) => code))];

const at = (reference: string, document = conformity.document): Parsed =>
  reference
    .split("/")
    .slice(1)
    .reduce((found: Parsed, name) => found[name], document);

const followed = (schema: Parsed): Parsed => (schema.$ref ? at(schema.$ref) : schema);

// A schema with all that it refers to.
function whole(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(whole);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("$ref" in schema) return whole(followed(schema));
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, whole(value)]));
}
