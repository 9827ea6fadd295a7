import { globSync } from "node:fs";
import { projectRoot } from "../../../cli/cluster/plan.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/** Every service's migrations in their order. Each file exports one. */
export async function allMigrations(): Promise<Record<string, Migration[]>> {
  const byService: Record<string, Migration[]> = {};
  for (const file of globSync("services/*/migrations/*.ts", { cwd: projectRoot }).sort()) {
    const service = file.split("/")[1] as string;
    const exported: Migration[] = Object.values(await import(`../../../${file}`));
    byService[service] = [...(byService[service] ?? []), ...exported.filter(({ up }) => up)];
  }
  return byService;
}
