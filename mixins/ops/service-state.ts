import type { OperatedService, ServiceState } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { poller } from "../jobs/poller.ts";
import { bus } from "../messaging/durable-events.ts";
import { countOpen, outboxState } from "./dead-letters.store.ts";

/** How far what a service publishes and takes has come, and what this process does of it. */
export async function serviceState(db: Database): Promise<ServiceState> {
  const service = db.service as OperatedService;
  const [outbox, dead_letters, consumers] = await Promise.all([
    outboxState(db),
    countOpen(db),
    bus.lag?.(service) ?? [],
  ]);
  const jobs = poller.states(`${service}.`);
  return { service, outbox_waiting: outbox.waiting, outbox_oldest_at: outbox.oldest, dead_letters, consumers, jobs };
}
