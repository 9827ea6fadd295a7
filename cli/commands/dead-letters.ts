import { Argument, Command, InvalidArgumentError } from "commander";
import type { Fact } from "../../services/contracts.ts";
import { eachKeeper, keepers } from "./house.ts";
import { positive, print } from "./output.ts";

interface Letter {
  id: number;
  consumer: string;
  name: string;
  fact: string;
  error: string;
  tries: number;
  created_at: number;
  replay_asked_at: number | null;
}

/** `dead-letters list` and `replay`: facts that a service could not deal with, and how to have them tried again. */
export function deadLettersCommand(): Command {
  const service = "--service <name>";
  const listing = new Command("list")
    .description("print the dead letters that wait, the oldest first")
    .option(service, "only this service's")
    .option("--limit <number>", "at most so many of each service", positive, 100)
    .action(async (options: { service?: string; limit: number }) => print(await listLetters(options)));
  const replay = new Command("replay")
    .description("have dead letters tried again by the running services, within a second or two")
    .addArgument(new Argument("[ids...]", "as the list writes them, such as customers:12").argParser(letterId))
    .option("--all", "all that wait")
    .option(service, "with --all: only this service's")
    .action(async (ids: LetterId[] = [], options: { all?: true; service?: string }, command: Command) => {
      if (ids.length > 0 === (options.all === true)) command.error("error: name dead letters, or all of them by --all");
      print({ asked: await (options.all ? askAll(chosen(options.service)) : askFor(ids)) });
    });
  return new Command("dead-letters")
    .description("facts that could not be handled")
    .addCommand(listing)
    .addCommand(replay);
}

async function listLetters(options: { service?: string; limit: number }) {
  const letters: object[] = [];
  await eachKeeper(chosen(options.service), async (service, house) => {
    const rows = await house.db(service).rows<Letter>(
      `SELECT id, consumer, name, fact, error, tries, created_at, replay_asked_at FROM ${service}_dead_letters
       WHERE replayed_at IS NULL ORDER BY id LIMIT ?`,
      [options.limit],
    );
    letters.push(...rows.map((row) => describe(service, row)));
  });
  return letters;
}

function describe(service: string, { id, fact, created_at, replay_asked_at, ...letter }: Letter) {
  const { id: fact_id, store_id, aggregate, occurred_at } = JSON.parse(fact) as Fact;
  const buried_at = new Date(created_at).toISOString();
  const about = { fact_id, store_id, aggregate, occurred_at };
  return { id: `${service}:${id}`, ...letter, ...about, buried_at, replay_asked: replay_asked_at !== null };
}

async function askAll(services: string[]): Promise<number> {
  let asked = 0;
  await eachKeeper(services, async (service, house) => {
    asked += await house
      .db(service)
      .run(`UPDATE ${service}_dead_letters SET replay_asked_at = ? WHERE replayed_at IS NULL`, [Date.now()]);
  });
  return asked;
}

async function askFor(ids: LetterId[]): Promise<number> {
  let asked = 0;
  const services = [...new Set(ids.map(({ service }) => service))].flatMap(chosen);
  await eachKeeper(services, async (service, house) => {
    for (const { number } of ids.filter((id) => id.service === service)) {
      const sql = `UPDATE ${service}_dead_letters SET replay_asked_at = ? WHERE id = ? AND replayed_at IS NULL`;
      const found = await house.db(service).run(sql, [Date.now(), number]);
      if (found === 0) throw new Error(`No dead letter ${service}:${number} waits.`);
      asked += found;
    }
  });
  return asked;
}

function chosen(service: string | undefined): string[] {
  const all = keepers();
  if (service === undefined) return all;
  if (!all.includes(service)) throw new Error(`No service "${service}" keeps facts; these do: ${all.join(", ")}.`);
  return [service];
}

interface LetterId {
  service: string;
  number: number;
}

function letterId(text: string, earlier: LetterId[] = []): LetterId[] {
  const [, service, number] = /^([a-z]+):(\d{1,15})$/.exec(text) ?? [];
  if (!service) throw new InvalidArgumentError("It must be written as in the list, such as customers:12.");
  return [...earlier, { service, number: Number(number) }];
}
