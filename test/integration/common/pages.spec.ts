import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, conformity, product } from "../../support/harness/index.ts";
import { newShop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

/** An operation of an OpenAPI document. */
interface Described {
  operationId: string;
  parameters: { name: string }[];
  requestBody?: { content: Record<string, { example?: object }> };
  responses: Record<string, { description: string }>;
}

describe("operational pages", () => {
  it("report liveness and readiness", async () => {
    expect((await ask("GET", "/health/live")).body).to.deep.equal({ status: "ok" });
    // A service that responds slowly is reported as not ready for a moment.
    const { body } = await until(async () => {
      const reply = await ask("GET", "/health/ready");
      return reply.status === 200 ? reply : undefined;
    });
    expect(body.status).to.equal("ready");
    expect(Object.values(body.services)).to.satisfy((states: string[]) => states.every((state) => state === "ok"));
    expect(body.services).to.include.keys("customers", "orders", "auth", "stores", "audit");
  });

  it("serve the OpenAPI document of every surface", async () => {
    const { paths, openapi, components } = conformity().document;
    expect(openapi).to.equal("3.1.0");
    for (const name of ["merchant", "apps"]) {
      const { status, body } = await ask("GET", `/openapi/${name}.json`);
      expect(status).to.equal(200);
      expect(Object.keys(paths)).to.include.members(Object.keys(body.paths));
    }
    expect(components.schemas).to.include.keys("Error");
    expect((await ask("GET", "/openapi/nothing.json")).status).to.equal(404);
  });

  it("serve the API documentation without external resources", async () => {
    for (const path of ["/docs", "/docs/merchant"]) {
      const { status, text, headers } = await ask("GET", path);
      expect(status).to.equal(200);
      expect(headers.get("content-type")).to.contain("text/html");
      const linked = [...text.matchAll(/(?:src|href)="([^"#]+)/g)].map(([, link = ""]) => link);
      // The pages of operations have a test of their own, below.
      const fetched = new Set(linked.filter((link) => !/^data:|^\/docs\/\w+\/\w+$/.test(link)));
      expect(fetched.size).to.be.above(2);
      for (const link of fetched) {
        expect(link).to.match(/^\//);
        expect((await ask("GET", link)).status, link).to.equal(200);
      }
    }
  });

  it("describe every operation on a page of its own: its parameters, its body's fields and its errors", async () => {
    for (const surface of ["merchant", "apps", "storefront", "commerce", "ops"]) {
      const { body: document } = await ask("GET", `/openapi/${surface}.json`);
      for (const [path, operations] of Object.entries<Record<string, Described>>(document.paths))
        for (const { operationId, parameters, requestBody, responses } of Object.values(operations)) {
          const { status, text } = await ask("GET", `/docs/${surface}/${operationId}`);
          expect(status, operationId).to.equal(200);
          const { example } = requestBody?.content["application/json"] ?? {};
          const codes = Object.values(responses).flatMap(
            ({ description }) => description.match(/(?<=^`)\w+(?=`:)/gm) ?? [],
          );
          for (const name of [path, ...parameters.map((each) => each.name), ...Object.keys(example ?? {}), ...codes])
            expect(text, operationId).to.contain(`<code>${name}</code>`);
        }
    }
    for (const path of ["/docs/merchant/appsListCustomers", "/docs/nothing/x", "/docs/constructor/name"])
      expect((await ask("GET", path)).body, path).to.include({ status: 404, code: "route_not_found" });
  });

  it("show messages in the development mailbox", async () => {
    const { store } = await newShop();
    const recipient = `${ulid().toLowerCase()}@example.com`;
    const message = { channel: "email" as const, recipient, subject: "Hello", text: "Your code is 123456" };
    await act("notifications.send", { idempotency_key: ulid(), store_id: store.store_id, ...message });
    const [found] = await until(async () => {
      const { body } = await ask("GET", `/dev/mailbox?recipient=${encodeURIComponent(recipient)}`);
      return body.messages.length > 0 ? body.messages : undefined;
    });
    expect(found).to.include(message);
    expect(found).to.have.all.keys("id", "channel", "recipient", "subject", "text", "created_at");
    expect((await ask("GET", "/dev/mailbox?recipient=nobody")).body).to.deep.equal({ messages: [] });
    expect((await ask("GET", "/dev/mailbox")).body.messages.length).to.be.above(0);
    const headers = { Accept: "text/html" };
    const page = await ask("GET", `/dev/mailbox?recipient=${encodeURIComponent(recipient)}&message=${found.id}`, {
      headers,
    });
    expect(page.headers.get("content-security-policy")).to.contain("frame-src 'self'").and.not.contain("script-src");
    expect(page.text).to.contain(`<iframe title="Hello" src="/dev/mailbox/${found.id}" sandbox="allow-popups `);
    const list = await ask("GET", "/dev/mailbox", { headers });
    // A reload by the clock would come upon who reads or types (WCAG 2.2.1); the script looks for what is new.
    expect(list.text).to.contain("<h1").and.not.contain("http-equiv");
    expect(list.headers.get("content-security-policy")).to.match(/script-src 'sha256-.*connect-src 'self'/);
  });

  it("have samples that the keyboard can scroll", async () => {
    for (const path of ["/", "/docs/merchant/merchantCancelOrder"]) {
      const { text } = await ask("GET", path, { headers: { Accept: "text/html" } });
      expect(text.match(/<pre(?! tabindex="0")/g), path).to.equal(null);
    }
  });

  it("serve metrics on their own port only", async () => {
    expect((await ask("GET", "/metrics")).status).to.equal(404);
    const text = await (await fetch(product().metricsUrl)).text();
    expect(text).to.match(/^orchestra_started 1$/m);
  });
});
