import { enableCompileCache } from "node:module";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { appCommand } from "./commands/app.ts";
import { bankAccountsCommand } from "./commands/bank-accounts.ts";
import { customersCommand } from "./commands/customers.ts";
import { deadLettersCommand } from "./commands/dead-letters.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { importCommand } from "./commands/import.ts";
import { loyaltyCommand } from "./commands/loyalty.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { actAs } from "./commands/operator.ts";
import { explain, form } from "./commands/output.ts";
import { paymentsCommand } from "./commands/payments.ts";
import { processesCommand, queuesCommand, routesCommand } from "./commands/processes.ts";
import { secondFactorsCommand } from "./commands/second-factors.ts";
import { storeCommand } from "./commands/store.ts";
import { tokenCommand } from "./commands/token.ts";
import { watchCommand } from "./commands/watch.ts";
import { webhooksCommand } from "./commands/webhooks.ts";
import { workflowsCommand } from "./commands/workflows.ts";

// `npm run -s orchestra -- <command>`. Only a command's result is on standard output, so that it can be piped. A
// command loads the services when it runs and not before: most need few of them, and the compile cache serves the next
// run.
enableCompileCache();
try {
  const { args, watch } = optionsOf(process.argv.slice(2));
  if (watch === undefined) await (await assemble()).parseAsync(args, { from: "user" });
  else await watchCommand(args, watch);
} catch (error) {
  // Commander has already said what is wrong with the command, but for the options that are not its own.
  if (!(error instanceof CommanderError) || error instanceof InvalidArgumentError)
    console.error(`Error: ${explain(error)}`);
  process.exitCode = error instanceof CommanderError ? usageCode(error) : 1;
}

// Options of every command, wherever they stand. A command that is watched gets the others again.
function optionsOf(all: string[]): { args: string[]; watch?: number } {
  const watched = all.find((each) => /^--watch(=\d+)?$/.test(each));
  if (watched !== undefined)
    return { args: all.filter((each) => each !== watched), watch: Number(watched.split("=")[1] ?? 2) };
  if (all.includes("--json")) form.table = false;
  const as = all.find((each) => each.startsWith("--as="));
  if (as !== undefined) actAs(as.slice("--as=".length));
  return { args: all.filter((each) => each !== "--json" && each !== as) };
}

function usageCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : 2;
}

async function assemble(): Promise<Command> {
  const program = new Command("orchestra")
    .description("The command line of Seller Orchestra.")
    .addHelpText(
      "after",
      "\nEvery command: --json prints JSON where a terminal gets a table, --watch[=seconds] repeats it,\n" +
        "--as=NAME says who acts, where the user of this machine does not.\n" +
        "Exit codes: 0 done; 1 refused, failed, found wrong or not whole; 2 wrong usage.",
    )
    .addCommand(tokenCommand())
    .addCommand(migrateCommand())
    .addCommand(storeCommand())
    .addCommand(appCommand())
    .addCommand(importCommand())
    .addCommand(customersCommand())
    .addCommand(loyaltyCommand())
    .addCommand(bankAccountsCommand())
    .addCommand(secondFactorsCommand())
    .addCommand(deadLettersCommand())
    .addCommand(doctorCommand())
    .addCommand(workflowsCommand())
    .addCommand(paymentsCommand())
    .addCommand(eventsCommand())
    .addCommand(processesCommand())
    .addCommand(queuesCommand())
    .addCommand(routesCommand())
    .addCommand(webhooksCommand());
  // Seed loads everything at once, which would delay the other commands.
  const isOther = program.commands.some((command) => command.name() === process.argv[2]);
  if (!isOther) program.addCommand((await import("./commands/seed.ts")).seedCommand());
  throwAlways(program);
  return program;
}

// Otherwise commander ends the process itself, with 1 for wrong usage.
function throwAlways(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwAlways(inner);
}
