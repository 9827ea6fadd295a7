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
    for (const db of context.dbs(service)) {
      const rows = await db.rows<{ name: string }>(`SELECT name FROM ${service}_migrations ORDER BY name`);
      steps[db.shard === 0 ? service : `${service} on shard ${db.shard}`] = rows.map(({ name }) => name);
    }
  });
  return steps;
}
