import { expect } from "chai";
import { openapi } from "../../services/api/openapi.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { Conformity } from "../support/harness/conform.ts";
import type { Parsed } from "../support/harness/http.ts";

const conformity = new Conformity(JSON.parse(JSON.stringify(openapi(surfaces))));

describe("the OpenAPI document", () => {
  it("has an operation for every endpoint, each with an id of its own", () => {
    const endpoints = surfaces.flatMap((surface) => surface.endpoints);
    expect(conformity.operations).to.have.length(endpoints.length);
    expect(new Set(conformity.operations.map(({ described }) => described.operationId)).size).to.equal(
      endpoints.length,
    );
  });

  for (const { method, template, described } of conformity.operations) {
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
        for (const { name, schema } of described.parameters) expect(Object.keys(schema), name).to.not.deep.equal([]);
        const inPath = described.parameters
          .filter((each: Parsed) => each.in === "path")
          .map((each: Parsed) => each.name);
        expect(inPath).to.have.members([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      });

      it("takes nothing that it does not name", () => {
        const content = described.requestBody?.content ?? {};
        const schema = (content["application/json"] ?? content["multipart/form-data"])?.schema;
        if (schema) expect(schema.additionalProperties, "additionalProperties").to.equal(false);
        else expect(["GET", "DELETE"]).to.include(method);
      });
    });
  }
});
