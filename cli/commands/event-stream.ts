import { Command } from "commander";
import { print } from "./output.ts";

/**
 * `events discard-stream`: deletes the stream of events, for a database that was restored to an earlier state than the
 * stream's. Services make it again when they start, and fill it from their outboxes.
 */
export function discardStreamCommand(): Command {
  return new Command("discard-stream")
    .description("delete the stream of events; services that start fill a new one from their outboxes")
    .requiredOption("--yes", "after a database was restored, with all services stopped")
    .action(async () => {
      const { env } = await import("../../config/env.ts");
      const { eventStream, natsConnection } = await import("../../config/nats.ts");
      const { tryNats } = await import("../../config/nats-probe.ts");
      if (!env.NATS_URL) throw new Error("NATS_URL is not set: events stay in this process, and there is no stream.");
      // A connection of the product waits for NATS for ever.
      await tryNats();
      const connection = await natsConnection();
      try {
        const streams = (await connection.jetstreamManager()).streams;
        const { state } = await streams.info(eventStream);
        await streams.delete(eventStream);
        print({ discarded: eventStream, events: state.messages, last: state.last_ts });
      } finally {
        await connection.close();
      }
    });
}
