import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect } from "chai";
import Joi from "joi";
import { read } from "../../../../../services/api/http/body.ts";
import type { Exchange } from "../../../../../services/api/http/exchange.ts";

const text = JSON.stringify({ reason: "customer_request" });

describe("the body of a request whose client has gone before it was read", () => {
  let server: Server;
  before(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => server.close());

  // As while its credential is verified: all of it has come, and nobody waits for the answer.
  async function abandoned(type: string): Promise<[IncomingMessage, ServerResponse]> {
    const { port } = server.address() as AddressInfo;
    const client = connect(port, "127.0.0.1");
    const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
    client.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    );
    const [request, response] = await asked;
    const closed = once(response, "close");
    client.end();
    await closed;
    return [request, response];
  }

  const readOf = async (endpoint: object, type: string) => {
    const [request, response] = await abandoned(type);
    const exchange = { endpoint, request, response, parts: { path: {}, query: {}, body: {} } };
    return read(exchange as unknown as Exchange).then(
      () => exchange.parts.body,
      ({ code, type, message }) => ({ code, type, message }),
    );
  };

  it("is refused: no action runs as if nothing had been sent", async () => {
    const endpoint = { bodySchema: Joi.object({ reason: Joi.string() }) };
    expect(await readOf(endpoint, "application/json")).to.deep.equal({
      code: 400,
      type: "invalid_json",
      message: "The body was not sent to its end.",
    });
  });

  it("is refused where a picture is uploaded, long before the deadline", async () => {
    expect(await readOf({ upload: true }, "multipart/form-data; boundary=x")).to.include({ code: 400 });
  });
});
