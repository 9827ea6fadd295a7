import { Command } from "commander";
import { eachKeeper, keepers } from "./context.ts";
import { print } from "./output.ts";

/** `migrate`: brings the tables of every service up to date, and prints the steps that each has taken. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the tables of every service up to date")
    .action(async () => print(await migrateAll()));
}

async function migrateAll(): Promise<Record<string, string[]>> {
  const steps: Record<string, string[]> = {};
  // They migrate as they start.
  await eachKeeper(keepers(), async (service, context) => {
    const rows = await context
      .db(service)
      .rows<{ name: string }>(`SELECT name FROM ${service}_migrations ORDER BY name`);
    steps[service] = rows.map(({ name }) => name);
  });
  return steps;
}
