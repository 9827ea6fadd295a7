import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a script of the project on a database, as in development, and returns its output. */
export async function runCommand(databaseUrl: string, script: string, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    NODE_ENV: "development",
    LOG_LEVEL: "warn",
    DATABASE_URL: databaseUrl,
    NATS_URL: "",
    REDIS_URL: "",
  };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    cwd: `${import.meta.dirname}/..`,
    env,
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
}
