import { Command } from "commander";
import { appCommand } from "./app.ts";
import { bankAccountsCommand } from "./bank-accounts.ts";
import { customersCommand } from "./customers.ts";
import { deadLettersCommand } from "./dead-letters.ts";
import { doctorCommand } from "./doctor.ts";
import { eventsCommand } from "./events.ts";
import { importCommand } from "./import.ts";
import { loyaltyCommand } from "./loyalty.ts";
import { migrateCommand } from "./migrate.ts";
import { paymentsCommand } from "./payments.ts";
import { processesCommand, queuesCommand, routesCommand } from "./processes.ts";
import { secondFactorsCommand } from "./second-factors.ts";
import { storeCommand } from "./store.ts";
import { tokenCommand } from "./token.ts";
import { webhooksCommand } from "./webhooks.ts";
import { workflowsCommand } from "./workflows.ts";

/** The whole command line; without `seed`, which loads all services, when another command is named. */
export async function commandLine(named?: string): Promise<Command> {
  const program = new Command("orchestra")
    .description("The command line of Seller Orchestra.")
    .addHelpText(
      "afterAll",
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
  const isOther = program.commands.some((command) => command.name() === named);
  if (!isOther) program.addCommand((await import("./seed.ts")).seedCommand());
  throwAlways(program);
  return program;
}

// Otherwise commander ends the process itself, with 1 for wrong usage.
function throwAlways(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwAlways(inner);
}
