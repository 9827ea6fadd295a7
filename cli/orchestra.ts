import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { appCommand } from "./commands/app.ts";
import { bankAccountsCommand } from "./commands/bank-accounts.ts";
import { customersCommand } from "./commands/customers.ts";
import { deadLettersCommand } from "./commands/dead-letters.ts";
import { importCommand } from "./commands/import.ts";
import { loyaltyCommand } from "./commands/loyalty.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { explain } from "./commands/output.ts";
import { storeCommand } from "./commands/store.ts";
import { tokenCommand } from "./commands/token.ts";
import { workflowsCommand } from "./commands/workflows.ts";

// `npm run -s orchestra -- <command>`. Only a command's result is on standard output, so that it can be piped. Commands
// load the system when they run and not before: most need little of it, and the second time it is compiled already.
enableCompileCache();
try {
  const program = await assemble();
  await program.parseAsync();
} catch (error) {
  // Commander has already said what is wrong with the command.
  if (!(error instanceof CommanderError)) console.error(`Error: ${explain(error)}`);
  process.exitCode = error instanceof CommanderError ? usageCode(error) : 1;
}

function usageCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : 2;
}

async function assemble(): Promise<Command> {
  const program = new Command("orchestra")
    .description("The command line of Seller Orchestra.")
    .addCommand(tokenCommand())
    .addCommand(migrateCommand())
    .addCommand(storeCommand())
    .addCommand(appCommand())
    .addCommand(importCommand())
    .addCommand(customersCommand())
    .addCommand(loyaltyCommand())
    .addCommand(bankAccountsCommand())
    .addCommand(deadLettersCommand())
    .addCommand(workflowsCommand());
  // It loads everything at once, which the others would have to wait for.
  const isOther = program.commands.some((command) => command.name() === process.argv[2]);
  if (!isOther) program.addCommand((await import("./commands/seed.ts")).seedCommand());
  throwAlways(program);
  return program;
}

// Else commander ends the process itself, and with 1 for what is a wrong use.
function throwAlways(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwAlways(inner);
}
