import { setTimeout as wait } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { type WebhookPayload, webhookPatterns } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { list, positive } from "./output.ts";
import type { CommandContext } from "./runtime.ts";

/** What the options of a command say that follows the events of a store. */
export interface Following {
  store: number;
  topics?: string[];
  since: "start" | "now";
}

const pauseMs = 500;

/** A command with these options. */
export const followingCommand = (name: string) =>
  new Command(name)
    .requiredOption("--store <id>", "store_id", positive)
    .option("--topics <topics>", "such as order.*,refund.failed (all)", topicsOf)
    .addOption(
      new Option("--since <when>", "start: of the seven days that are kept; or now")
        .choices(["start", "now"])
        .default("now"),
    );

function topicsOf(text: string, earlier?: string[]): string[] {
  const topics = list(text, earlier);
  const unknown = topics.find((topic) => !webhookPatterns.includes(topic));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of ${webhookPatterns.join(", ")}.`);
  return topics;
}

/** Takes each event of a store's feed as it happens, until the command is interrupted. */
export function follow(
  { store, topics, since }: Following,
  each: (event: WebhookPayload) => Promise<void>,
): Promise<void> {
  return useServices(["stores", "webhooks"], async ({ call }: CommandContext) => {
    // A store that does not exist would have no events for ever.
    await call("stores.get", { store_id: store });
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
