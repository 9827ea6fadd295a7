import type { IncomingMessage } from "node:http";
import { callerOf } from "../../mixins/actions/action.ts";
import { type PaymentProvider, paymentProviders } from "../contracts.ts";
import { notRouted, refuse } from "./errors.ts";
import { braking, countHook } from "./hook-brake.ts";
import { answering, write } from "./http/respond.ts";

const mostBytes = 256 * 1024;
const headerNames = ["stripe-signature", "x-razorpay-signature", "x-razorpay-event-id"];

/** `POST /hooks/:provider`: what payment providers say by themselves. Each is answered once its message is kept. */
export const hookPages = {
  "/hooks/:provider": answering(async (request, response) => {
    const provider = providerOf(String(request.$params.params.provider));
    const { received, no_effect } = await braking(request, response, { provider, mostBytes }, async () => {
      const body = await bodyOf(request, provider);
      const headers = Object.fromEntries(headerNames.flatMap((name) => headerOf(request, name)));
      return callerOf(request.$ctx)("payments.receiveHook", { provider, hook: { body, headers } });
    });
    write(request, response, { status: 200, headers: { "Cache-Control": "no-store" }, body: { received, no_effect } });
  }),
};

function providerOf(name: string): PaymentProvider {
  const found = paymentProviders.find((each) => each === name);
  if (!found) throw notRouted;
  return found;
}

async function bodyOf(request: IncomingMessage, provider: string): Promise<string> {
  const { "content-encoding": encoding = "identity", "content-length": length = "0" } = request.headers;
  if (encoding !== "identity") refused(provider, 400, "hook_malformed", "A message is not compressed here.");
  const body = Number(length) > mostBytes ? undefined : await collect(request);
  if (!body) return refused(provider, 413, "payload_too_large", "The message is larger than 256 KiB.");
  return body.toString("utf8");
}

// Undefined when it is too large; what is left of it is not kept, and the connection reads past it.
function collect(request: IncomingMessage): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const parts: Buffer[] = [];
  let bytes = 0;
  request.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes > mostBytes) resolve(undefined);
    else parts.push(part);
  });
  request.once("end", () => resolve(Buffer.concat(parts)));
  request.once("error", reject);
  request.once("close", () => reject(new Error("The message was not sent whole.")));
  return promise;
}

function refused(provider: string, status: number, code: string, message: string): never {
  countHook(provider, code);
  return refuse(status, code, message);
}

const headerOf = ({ headers }: IncomingMessage, name: string): [string, string][] => {
  const value = headers[name];
  return typeof value === "string" ? [[name, value.slice(0, 4_096)]] : [];
};
