import "./data.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { product } from "./index.ts";

/** How a command of the command line ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a command of the command line on the product's data. */
export const orchestra = (...args: string[]): Promise<Ended> => orchestraWith({}, ...args);

/** The same with other variables of the environment. */
export async function orchestraWith(variables: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, ...product().environment, ...variables };
  const child = spawn(process.execPath, ["cli/orchestra.ts", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number];
  return { code, out, err };
}
