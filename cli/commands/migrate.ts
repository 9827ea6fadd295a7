import { Command } from "commander";
import { forEachService, servicesWithDatabase } from "./context.ts";
import { print } from "./output.ts";

/** `migrate`: migrates every service, and prints the migrations that each has. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the tables of every service up to date")
    .action(async () => print(await migrateAll()));
}

async function migrateAll(): Promise<Record<string, string[]>> {
  const steps: Record<string, string[]> = {};
  // A service migrates when it starts.
  await forEachService(servicesWithDatabase(), async (service, context) => {
    const rows = await context
      .db(service)
      .rows<{ name: string }>(`SELECT name FROM ${service}_migrations ORDER BY name`);
    steps[service] = rows.map(({ name }) => name);
  });
  return steps;
}
