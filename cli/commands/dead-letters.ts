import { readFile } from "node:fs/promises";
import { Argument, Command, InvalidArgumentError } from "commander";
import { ulid } from "ulid";
import type { Database, SqlValue } from "../../mixins/db/database.ts";
import type { DeadLetterRow } from "../../mixins/ops/dead-letters.store.ts";
import { numberOf, rowOf } from "../../mixins/ops/numbers.ts";
import type { ActionParams, DomainEvent, OperatedService } from "../../services/contracts.ts";
import { forEachService, servicesWithDatabase, useServices } from "./context.ts";
import { positive, print } from "./output.ts";
import type { CommandContext } from "./runtime.ts";

type WaitingRow = Omit<DeadLetterRow, "replayed_at" | "resolution">;

/** `dead-letters list` and `replay`: events that a consumer could not handle, and their replay. */
export function deadLettersCommand(): Command {
  const service = "--service <name>";
  const listing = new Command("list")
    .description("print the dead letters that wait, the oldest first")
    .option(service, "only this service's")
    .option("--limit <number>", "at most so many of each service", positive, 100)
    .action(async (options: { service?: string; limit: number }) => print(await listDeadLetters(options)));
  const replay = new Command("replay")
    .description("have dead letters tried again by the running services, within a second or two")
    .addArgument(new Argument("[ids...]", "as the list writes them, such as customers:12").argParser(messageId))
    .option("--all", "all that wait")
    .option(service, "with --all: only this service's")
    .action(async (ids: MessageId[] = [], options: { all?: true; service?: string }, command: Command) => {
      if (ids.length > 0 === (options.all === true)) command.error("error: name dead letters, or all of them by --all");
      print({ asked: await (options.all ? replayAll(chosen(options.service)) : replayEach(ids)) });
    });
  const show = new Command("show")
    .description("print a dead letter with its event and the whole error")
    .addArgument(new Argument("<id>", "as the list writes it").argParser((text: string) => messageId(text)))
    .action(async ([id]: [MessageId]) =>
      print(await onService(id, ({ call }) => call(`${id.service}.deadLetter`, { id: id.number }))),
    );
  const note = "--note <text>";
  const edit = new Command("edit")
    .description("replace the data of a dead letter's event, and have it tried again")
    .addArgument(new Argument("<id>", "as the list writes it").argParser((text: string) => messageId(text)))
    .argument("<file>", "JSON: the event's data as it should be")
    .requiredOption(note, "why, for the event log")
    .action(async ([id]: [MessageId], file: string, options: { note: string }) =>
      print(await settle(id, { act: "edit", data: JSON.parse(await readFile(file, "utf8")), ...options })),
    );
  const discard = new Command("discard")
    .description("throw a dead letter away: its event is never handled there")
    .addArgument(new Argument("<id>", "as the list writes it").argParser((text: string) => messageId(text)))
    .requiredOption(note, "why, for the event log")
    .action(async ([id]: [MessageId], options: { note: string }) =>
      print(await settle(id, { act: "discard", ...options })),
    );
  const command = new Command("dead-letters").description("events that could not be handled");
  for (const each of [listing, show, replay, edit, discard]) command.addCommand(each);
  return command;
}

type Settling = Omit<ActionParams<"orders.settleDeadLetter">, "idempotency_key" | "id">;

const onService = <T>({ service }: MessageId, work: (context: CommandContext) => Promise<T>): Promise<T> =>
  useServices(chosen(service), work);

const settle = (id: MessageId, act: Settling) =>
  onService(id, ({ call }) =>
    call(`${id.service}.settleDeadLetter`, { idempotency_key: `command-line:${ulid()}`, id: id.number, ...act }),
  );

async function listDeadLetters(options: { service?: string; limit: number }) {
  const deadLetters: object[] = [];
  await forEachService(chosen(options.service), async (service, context) => {
    for (const db of context.dbs(service)) {
      const rows = await db.rows<WaitingRow>(
        `SELECT id, consumer, fact_id, name, fact, error, tries, created_at, replay_asked_at FROM ${service}_dead_letters
         WHERE replayed_at IS NULL ORDER BY id LIMIT ?`,
        [options.limit],
      );
      deadLetters.push(...rows.map((row) => describe(db, row)));
    }
  });
  return deadLetters;
}

function describe(
  { service, shard }: Database,
  { id, fact: event, created_at, replay_asked_at, ...deadLetter }: WaitingRow,
) {
  const { store_id = null, aggregate = null, occurred_at = null } = readable(event);
  const buried_at = new Date(created_at).toISOString();
  const source = { store_id, aggregate, occurred_at };
  return {
    id: `${service}:${numberOf(shard, id)}`,
    ...deadLetter,
    ...source,
    buried_at,
    replay_asked: replay_asked_at !== null,
  };
}

// An event may be a dead letter because it cannot be read.
function readable(event: string): Partial<DomainEvent> {
  try {
    return JSON.parse(event) as DomainEvent;
  } catch {
    return {};
  }
}

async function replayAll(services: string[]): Promise<number> {
  let asked = 0;
  await forEachService(services, async (service, context) => {
    for (const db of context.dbs(service)) asked += await requestReplay(db);
  });
  return asked;
}

async function replayEach(ids: MessageId[]): Promise<number> {
  const services = [...new Set(ids.map(({ service }) => service))].flatMap(chosen);
  await forEachService(services, async (service, context) => {
    for (const { number } of ids.filter((id) => id.service === service)) {
      const { shard, id } = rowOf(number);
      const db = context.dbs(service).find((each) => each.shard === shard);
      const found = db ? await requestReplay(db, "AND id = ?", id) : 0;
      if (found === 0) throw new Error(`No dead letter ${service}:${number} waits.`);
    }
  });
  return ids.length;
}

function requestReplay(db: Database, which = "", ...values: SqlValue[]): Promise<number> {
  const sql = `UPDATE ${db.service}_dead_letters SET replay_asked_at = ? WHERE replayed_at IS NULL ${which}`;
  return db.run(sql, [Date.now(), ...values]);
}

function chosen(service: string | undefined): string[] {
  const all = servicesWithDatabase();
  if (service === undefined) return all;
  if (!all.includes(service)) throw new Error(`No service "${service}" has a database; these do: ${all.join(", ")}.`);
  return [service];
}

interface MessageId {
  service: OperatedService;
  number: number;
}

function messageId(text: string, earlier: MessageId[] = []): MessageId[] {
  const [, service, number] = /^([a-z]+):(\d{1,15})$/.exec(text) ?? [];
  if (!service) throw new InvalidArgumentError("It must be written as in the list, such as customers:12.");
  return [...earlier, { service: service as OperatedService, number: Number(number) }];
}
