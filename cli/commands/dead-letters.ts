import { readFile } from "node:fs/promises";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { deadLetterStates, type OperatedService, operatedServices } from "../../services/contracts.ts";
import {
  type LetterId,
  type Listing,
  listLetters,
  replayAll,
  replayEach,
  settle,
  showLetter,
} from "./dead-letters/acts.ts";
import { positive, print } from "./output.ts";

/** `dead-letters list|show|replay|edit|discard`: events that a consumer could not handle, and what becomes of them. */
export function deadLettersCommand(): Command {
  const service = () => new Option("--service <name>", "only this service's").choices(operatedServices);
  const id = () => new Argument("<id>", "as the list writes it").argParser((text: string) => letterId(text));
  const note = "--note <text>";
  const why = "why, for the event log";
  const listing = new Command("list")
    .description("print the dead letters to be dealt with, service by service, the newest first")
    .addOption(service())
    .addOption(new Option("--state <state>", "only those in it").choices(deadLetterStates))
    .option("--consumer <name>", "only this consumer's, such as customers.totals")
    .option("--event <name>", "only of this event, such as order.created")
    .option("--limit <number>", "at most so many of each service", positive, 100)
    .action(async (options: Listing) => print(await listLetters(options)));
  const replay = new Command("replay")
    .description("have dead letters tried again by the running services, within a second or two")
    .addArgument(new Argument("[ids...]", "as the list writes them, such as customers:12").argParser(letterId))
    .option("--all", "all that wait")
    .addOption(service())
    .option(note, why)
    .action(async (ids: LetterId[] = [], { all, service, note }: Replaying, command: Command) => {
      if (ids.length > 0 === (all === true)) command.error("error: name dead letters, or all of them by --all");
      const given = note === undefined ? {} : { note };
      print({ asked: await (all ? replayAll(service, given) : replayEach(ids, given)) });
    });
  const show = new Command("show")
    .description("print a dead letter with its event and the whole error")
    .addArgument(id())
    .action(async ([letter]: [LetterId]) => print(await showLetter(letter)));
  const edit = new Command("edit")
    .description("replace the data of a dead letter's event, and have it tried again")
    .addArgument(id())
    .argument("<file>", "JSON: the event's data as it should be")
    .requiredOption(note, why)
    .action(async ([letter]: [LetterId], file: string, options: { note: string }) =>
      print(await settle(letter, { act: "edit", data: JSON.parse(await readFile(file, "utf8")), ...options })),
    );
  const discard = new Command("discard")
    .description("throw a dead letter away: its event is never handled there")
    .addArgument(id())
    .requiredOption(note, why)
    .action(async ([letter]: [LetterId], options: { note: string }) =>
      print(await settle(letter, { act: "discard", ...options })),
    );
  const command = new Command("dead-letters").description("events that could not be handled");
  for (const each of [listing, show, replay, edit, discard]) command.addCommand(each);
  return command;
}

interface Replaying {
  all?: true;
  service?: OperatedService;
  note?: string;
}

function letterId(text: string, earlier: LetterId[] = []): LetterId[] {
  const [, name, number] = /^([a-z]+):(\d{1,15})$/.exec(text) ?? [];
  const service = operatedServices.find((each) => each === name);
  if (!service) throw new InvalidArgumentError("It must be written as in the list, such as customers:12.");
  return [...earlier, { service, number: Number(number) }];
}
