import { existsSync } from "node:fs";
import { join } from "node:path";
import { discoverServices, projectRoot } from "../cluster/plan.ts";
import type { CommandContext } from "./runtime.ts";

/** Loads and runs services for a command, then lets go of them; commands that need none do not pay for it. */
export async function useServices<T>(names: string[], work: (context: CommandContext) => Promise<T>): Promise<T> {
  const { closeServices, withServices } = await import("./runtime.ts");
  try {
    return await withServices(names, work);
  } finally {
    await closeServices();
  }
}

/** Does work with each service that keeps something, one after the other: each holds a connection as it migrates. */
export async function eachKeeper(
  names: string[],
  work: (service: string, context: CommandContext) => Promise<void>,
): Promise<void> {
  const { closeServices, withServices } = await import("./runtime.ts");
  try {
    for (const name of names) await withServices([name], (context) => work(name, context));
  } finally {
    await closeServices();
  }
}

/** The services that keep something. */
export function keepers(): string[] {
  return discoverServices().filter((name) => existsSync(join(projectRoot, "services", name, "migrations")));
}
