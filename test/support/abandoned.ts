import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";

/**
 * A request as the server has it while it verifies the credential, with its client disconnected: `sent` has come, of a body of
 * `length` bytes, and nobody waits for the answer.
 */
export async function abandoned(
  type: string,
  sent: string,
  length = Buffer.byteLength(sent),
): Promise<[IncomingMessage, ServerResponse]> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${sent}`);
  const [request, response] = await asked;
  const closed = once(response, "close");
  client.end();
  await closed;
  server.close();
  return [request, response];
}
