import { Command, Option } from "commander";
import {
  type ActionParams,
  type WebhookDeliveryState,
  type WebhookStatus,
  webhookDeliveryStates,
  webhookStatuses,
} from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { positive, print } from "./output.ts";
import { firstOf, given, timed } from "./pages.ts";
import { listenCommand } from "./webhook-listen.ts";
import { resendCommand } from "./webhook-resend.ts";

const ofStore = ["--store <id>", "its store_id", positive] as const;
const onlyOfStore = ["--store <id>", "only this store_id's", positive] as const;
const limit = ["--limit <number>", "at most so many", positive, 100] as const;

/** `webhooks list|pause|enable|deliveries|resend|listen`: webhooks of all apps, and their deliveries. */
export function webhooksCommand(): Command {
  const listing = new Command("list")
    .description("print the webhooks of all apps, the newest first")
    .option(...onlyOfStore)
    .addOption(new Option("--status <status>", "only those in it").choices(webhookStatuses))
    .option(...limit)
    .action(async (options: Webhooks) => print(await listWebhooks(options)));
  const deliveries = new Command("deliveries")
    .description("print deliveries, the newest first")
    .option(...onlyOfStore)
    .option("--webhook <id>", "only this one's; with its --store")
    .addOption(new Option("--state <state>", "only those in it").choices(webhookDeliveryStates))
    .option(...limit)
    .action(async (options: Deliveries) => print(await listDeliveries(options)));
  const pause = actCommand("pause", "send nothing to a webhook until it is enabled here: its app cannot");
  const enable = actCommand("enable", "send to a paused webhook again").alias("resume");
  const webhooks = new Command("webhooks").description("webhooks of apps, and their deliveries");
  for (const each of [listing, pause, enable, deliveries, resendCommand(), listenCommand()]) webhooks.addCommand(each);
  return webhooks;
}

type Act = ActionParams<"webhooks.operate">["act"];

const actCommand = (act: Act, description: string) =>
  new Command(act)
    .description(description)
    .argument("<webhook-id>", "as `list` writes it")
    .requiredOption(...ofStore)
    .requiredOption("--note <text>", "why, for the event log")
    .action((webhook_id: string, { store: store_id, note }: { store: number; note: string }) =>
      operate({ store_id, webhook_id, act, note }),
    );

interface Webhooks {
  store?: number;
  status?: WebhookStatus;
  limit: number;
}

interface Deliveries {
  store?: number;
  webhook?: string;
  state?: WebhookDeliveryState;
  limit: number;
}

async function operate(request: Omit<ActionParams<"webhooks.operate">, "idempotency_key">): Promise<void> {
  const idempotency_key = newKey();
  print(
    timed(await useServices(["webhooks"], ({ call }) => call("webhooks.operate", { idempotency_key, ...request }))),
  );
}

async function listWebhooks({ store, status, limit }: Webhooks) {
  const filter = given({ store_id: store, status });
  const webhooks = await useServices(["webhooks"], ({ call }) =>
    firstOf(limit, (page) => call("webhooks.listAll", { ...page, filter })),
  );
  return webhooks.map(timed);
}

async function listDeliveries({ store, webhook, state, limit }: Deliveries) {
  const filter = given({ store_id: store, webhook_id: webhook, state });
  const deliveries = await useServices(["webhooks"], ({ call }) =>
    firstOf(limit, (page) => call("webhooks.listDeliveries", { ...page, filter })),
  );
  return deliveries.map(timed);
}
