import { Command } from "commander";
import { useServices } from "./context.ts";
import { print } from "./output.ts";

/** `second-factors rotate`: encrypts every authenticator's secret with the first key of `SECOND_FACTOR_KEYS`. */
export function secondFactorsCommand(): Command {
  const rotate = new Command("rotate")
    .description("encrypt the secrets of all authenticators with the first key, so that the others can be removed")
    .action(async () => print(await rotateAll()));
  return new Command("second-factors").description("encryption keys of second factors").addCommand(rotate);
}

async function rotateAll() {
  const { rotateFactors } = await import("../../services/auth/rotate-factors.ts");
  const parts = await useServices(["auth"], async (context) => {
    const all: Awaited<ReturnType<typeof rotateFactors>>[] = [];
    for (const db of context.dbs("auth")) all.push(await rotateFactors(db));
    return all;
  });
  const unknown = Object.assign({}, ...parts.map((part) => part.unknown)) as Record<string, number>;
  const ids = Object.keys(unknown).map((id) => id || "the one derived from JWT_SECRET");
  if (ids.length > 0) throw new Error(`SECOND_FACTOR_KEYS lacks keys that secrets are sealed with: ${ids.join(", ")}.`);
  return { key: parts[0]?.key, resealed: parts.reduce((sum, { resealed }) => sum + resealed, 0) };
}
