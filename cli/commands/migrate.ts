import { Command } from "commander";
import { forEachService, servicesWithDatabase } from "./context.ts";
import { print } from "./output.ts";

/** `migrate`: migrates every service, and prints the migrations that were run. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the tables of every service up to date, and print what was done: {} when nothing was to do")
    .action(async () => {
      const steps = await migrateAll();
      print(steps, Object.keys(steps).length > 0 ? steps : "Nothing was to do: all tables are up to date.");
    });
}

async function migrateAll(): Promise<Record<string, string[]>> {
  const steps: Record<string, string[]> = {};
  // A service migrates when it starts.
  await forEachService(servicesWithDatabase(), async (service, context) => {
    for (const { shard, names } of context.migrated(service))
      if (names.length > 0) steps[shard === 0 ? service : `${service} on shard ${shard}`] = [...names];
  });
  return steps;
}
