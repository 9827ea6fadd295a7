import { type Command, InvalidArgumentError } from "commander";
import { hostOf, isWithin } from "../../mixins/values/networks.ts";
import type { WebhookPayload } from "../../services/contracts.ts";
import { newSecret, signedHeaders, signingKey } from "../../services/webhooks/signing.ts";
import { type Following, follow, followingCommand } from "./follow.ts";

/** `webhooks listen`: posts the events of a store to a program on this machine, signed like those of a webhook. */
export const listenCommand = (): Command =>
  followingCommand("listen")
    .description("post the events of a store to a URL of this machine as they happen, signed like webhooks")
    .requiredOption("--forward-to <url>", "such as http://127.0.0.1:4000/webhooks", urlHere)
    .option("--secret <secret>", "the signing secret that the program knows (a new one)", secretOf)
    .action(({ forwardTo, secret = newSecret(), ...following }: Following & { forwardTo: string; secret?: string }) => {
      process.stderr.write(`The signing secret is ${secret}\n`);
      return follow(following, (event) => forward(forwardTo, secret, event));
    });

// A container names the machine that it runs on like this.
const otherNamesOfHere = ["localhost", "host.docker.internal"];
const loopback = ["127.0.0.0/8", "::1"];

function urlHere(text: string): string {
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (!url || !isHttp) throw new InvalidArgumentError("It is a URL such as http://127.0.0.1:4000/webhooks.");
  const host = hostOf(url);
  if (otherNamesOfHere.includes(host) || isWithin(host, loopback)) return text;
  throw new InvalidArgumentError(`It is a URL of this machine: at ${otherNamesOfHere.join(", ")}, 127.0.0.1 or [::1].`);
}

function secretOf(text: string): string {
  if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(text))
    throw new InvalidArgumentError("It is whsec_ and 24 to 64 bytes in base64.");
  return text;
}

async function forward(url: string, secret: string, event: WebhookPayload): Promise<void> {
  const body = JSON.stringify(event);
  const headers = {
    "content-type": "application/json",
    ...signedHeaders([signingKey(secret)], event.id, body, Date.now()),
  };
  const outcome = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) }).then(
    ({ status }) => String(status),
    (error: Error) => String((error.cause as Error | undefined)?.message ?? error.message),
  );
  process.stdout.write(`${event.timestamp} ${event.type} ${event.aggregate.id} → ${outcome}\n`);
}
