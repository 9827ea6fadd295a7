import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ActionParams, ActionResult } from "../../../services/contracts.ts";
import { wordsOf } from "../words.ts";
import type { PaymentAction } from "./harness.ts";

/** Calls an action in its own process, and kills the process at the `which`-th occurrence of a statement. */
export async function killedAt<Name extends PaymentAction>(
  name: Name,
  request: ActionParams<Name>,
  [statement, which]: readonly [statement: string, which: number],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const { child, says } = start([name, JSON.stringify(request), statement, String(which)], env);
  const said = await says();
  child.kill("SIGKILL");
  await once(child, "exit");
  if (said !== "stopped") throw new Error(`It did not reach "${statement}": ${said}`);
}

/**
 * Calls an action in its own process, does something else while it is paused at a statement, and returns its answer.
 */
export async function interruptedAt<Name extends PaymentAction>(
  name: Name,
  request: ActionParams<Name>,
  [statement, which]: readonly [statement: string, which: number],
  meanwhile: () => Promise<unknown>,
  env: NodeJS.ProcessEnv = {},
): Promise<ActionResult<Name>> {
  const { child, says } = start([name, JSON.stringify(request), statement, String(which)], env);
  const said = await says();
  if (said !== "stopped") throw new Error(`It did not reach "${statement}": ${said}`);
  await meanwhile();
  child.stdin.write("go on\n");
  return answerOf(await says());
}

/** Calls an action in its own process and returns its answer. */
export async function callApart<Name extends PaymentAction>(
  name: Name,
  request: ActionParams<Name>,
  env: NodeJS.ProcessEnv = {},
): Promise<ActionResult<Name>> {
  return answerOf(await start([name, JSON.stringify(request)], env).says());
}

function answerOf(said: string) {
  if (!said.startsWith("answer ")) throw new Error(`It gave no answer: ${said}`);
  return JSON.parse(said.slice("answer ".length));
}

function start(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "child.ts"), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const words = wordsOf(child.stdout);
  return { child, says: async () => String((await words.next()).value) };
}
