import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Command } from "commander";
import type { WebhookPayload } from "../../services/contracts.ts";
import { signedHeaders } from "../../services/webhooks/signing.ts";
import { useServices } from "./context.ts";
import { discardStreamCommand } from "./event-stream.ts";
import { list, positive } from "./output.ts";
import type { CommandContext } from "./runtime.ts";

interface Following {
  store: number;
  topics?: string[];
  since: "start" | "now";
}

const pauseMs = 500;

/** `events tail`: prints the events of a store as they happen, one JSON object a line. */
export function eventsCommand(): Command {
  const tail = followingCommand("tail")
    .description("print the events of a store as they happen, a JSON object a line")
    .action((options: Following) =>
      follow(options, async (event) => void process.stdout.write(`${JSON.stringify(event)}\n`)),
    );
  return new Command("events")
    .description("the event feed of a store, and the stream of all events")
    .addCommand(tail)
    .addCommand(discardStreamCommand());
}

/** `webhooks listen`: posts the events of a store to a program on this machine, signed like those of a webhook. */
export function webhooksCommand(): Command {
  const listen = followingCommand("listen")
    .description("post the events of a store to a URL of this machine as they happen, signed like webhooks")
    .requiredOption("--forward-to <url>", "such as http://127.0.0.1:4000/webhooks")
    .action((options: Following & { forwardTo: string }) => {
      const secret = `whsec_${randomBytes(32).toString("base64")}`;
      process.stderr.write(`The signing secret is ${secret}\n`);
      return follow(options, (event) => forward(options.forwardTo, secret, event));
    });
  return new Command("webhooks").description("events for apps").addCommand(listen);
}

const followingCommand = (name: string) =>
  new Command(name)
    .requiredOption("--store <id>", "store_id", positive)
    .option("--topics <topics>", "such as order.*,refund.failed (all)", list)
    .option("--since <when>", "start: of the seven days that are kept; or now", "now");

// Until the command is interrupted.
function follow({ store, topics, since }: Following, each: (event: WebhookPayload) => Promise<void>): Promise<void> {
  return useServices(["webhooks"], async ({ call }: CommandContext) => {
    const request = { store_id: store, personal_data: true, limit: 100, ...(topics ? { topics } : {}) };
    let cursor = since === "now" ? await endOf(call, request) : undefined;
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    while (!stop.signal.aborted) {
      const feed = await call("webhooks.feed", { ...request, ...(cursor ? { cursor } : {}) });
      for (const event of feed.items) await each(event);
      cursor = feed.next_cursor;
      if (!feed.has_more) await wait(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  });
}

type FeedRequest = { store_id: number; personal_data: boolean; limit: number; topics?: string[] };

async function endOf(call: CommandContext["call"], request: FeedRequest): Promise<string> {
  for (let cursor: string | undefined; ; ) {
    const feed = await call("webhooks.feed", { ...request, ...(cursor ? { cursor } : {}) });
    if (!feed.has_more) return feed.next_cursor;
    cursor = feed.next_cursor;
  }
}

async function forward(url: string, secret: string, event: WebhookPayload): Promise<void> {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", ...signedHeaders([secret], event.id, body, Date.now()) };
  const outcome = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(15_000) }).then(
    ({ status }) => String(status),
    (error: Error) => String((error.cause as Error | undefined)?.message ?? error.message),
  );
  process.stdout.write(`${event.timestamp} ${event.type} ${event.aggregate.id} → ${outcome}\n`);
}
