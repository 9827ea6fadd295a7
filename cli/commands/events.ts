import { Command } from "commander";
import { useServices } from "./context.ts";
import { discardStreamCommand } from "./event-stream.ts";
import { type Following, follow, followingCommand } from "./follow.ts";
import { positive, print } from "./output.ts";
import { firstOf, given, timed } from "./pages.ts";

/** `events list`, `tail` and `discard-stream`: the event log, the feed of a store, and the stream of all events. */
export function eventsCommand(): Command {
  const listing = new Command("list")
    .description("print the event log of all stores, the latest first; acts of operators are operator.acted")
    .option("--store <id>", "only this store_id's", positive)
    .option("--name <name>", "such as operator.acted")
    .option("--entity <id>", "only of this order, dead letter or other entity")
    .option("--actor <id>", "only by this one, such as cli:amina")
    .option("--limit <number>", "at most so many", positive, 50)
    .action(async (options: Listing) => print(await listEvents(options)));
  const tail = followingCommand("tail")
    .description("print the events of a store as they happen, a JSON object a line")
    .action((options: Following) =>
      follow(options, async (event) => void process.stdout.write(`${JSON.stringify(event)}\n`)),
    );
  return new Command("events")
    .description("the event log, the event feed of a store, and the stream of all events")
    .addCommand(listing)
    .addCommand(tail)
    .addCommand(discardStreamCommand());
}

interface Listing {
  store?: number;
  name?: string;
  entity?: string;
  actor?: string;
  limit: number;
}

async function listEvents({ store, name, entity, actor, limit }: Listing) {
  const filter = given({ store_id: store, name, entity_id: entity, actor_id: actor });
  const events = await useServices(["audit"], ({ call }) =>
    firstOf(limit, (page) => call("audit.tail", { ...page, filter })),
  );
  return events.map(timed);
}
