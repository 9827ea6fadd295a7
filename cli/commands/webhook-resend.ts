import { Command, InvalidArgumentError } from "commander";
import type { Store } from "../../services/contracts.ts";
import { useServices } from "./context.ts";
import { newKey } from "./key.ts";
import { positive, print } from "./output.ts";
import { given, timed } from "./pages.ts";

interface Resending {
  store: number;
  from?: string;
  until?: string;
  onlyFailed?: boolean;
  note?: string;
}

/** `webhooks resend`: has one delivery made again, or those of a webhook in a range of time. */
export const resendCommand = (): Command =>
  new Command("resend")
    .description("have a delivery made again now, or with --from those of a webhook in a range of time")
    .argument("<id>", "a delivery, dlv_…; or a webhook, whk_…")
    .requiredOption("--store <id>", "its store_id", positive)
    .option("--from <time>", "of a webhook: the beginning, a date of the store or a time by ISO 8601")
    .option("--until <time>", "of a webhook: the end; a date means the whole day (now)")
    .option("--only-failed", "of a webhook: only deliveries whose last attempt failed")
    .option("--note <text>", "why, for the event log")
    .action((id: string, options: Resending) => (id.startsWith("whk_") ? resendRange : resendOne)(id, options));

async function resendOne(delivery_id: string, { store: store_id, note, ...range }: Resending): Promise<void> {
  if (Object.keys(range).length > 0)
    throw new InvalidArgumentError("--from, --until and --only-failed go with the id of a webhook: whk_…");
  const request = { idempotency_key: newKey(), store_id, delivery_id, ...given({ note }) };
  print(timed(await useServices(["webhooks"], ({ call }) => call("webhooks.resendNow", request))));
}

async function resendRange(webhook_id: string, { from, until, onlyFailed = false, ...options }: Resending) {
  if (from === undefined)
    throw new InvalidArgumentError("--from is needed: since when the webhook's deliveries are resent.");
  const { store: store_id, note } = options;
  const resent = await useServices(["stores", "webhooks"], async ({ call }) => {
    const store = await call("stores.get", { store_id });
    const range = {
      from: await momentIn(store, "--from", from, "start"),
      until: until === undefined ? Date.now() : await momentIn(store, "--until", until, "end"),
    };
    const of = { idempotency_key: newKey(), store_id, webhook_id };
    const request = { ...of, ...range, only_failed: onlyFailed, ...given({ note }) };
    return call("webhooks.resendRangeNow", request);
  });
  print(resent);
}

// As the API reads it: a date is a day in the store's time zone.
async function momentIn(store: Store, option: string, text: string, whole: "start" | "end"): Promise<number> {
  const { momentBody, momentOf } = await import("../../services/api/formats.ts");
  const { error } = momentBody().label(option).validate(text);
  if (error) throw new InvalidArgumentError(`${error.message}.`);
  return momentOf(text, whole, store);
}
