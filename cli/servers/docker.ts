import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { guard } from "./guard.ts";
import type { Place, Recipe } from "./recipe.ts";

const docker = (args: string[], options = {}) => promisify(execFile)("docker", args, options);

const succeeds = (args: string[], options = {}) =>
  docker(args, options).then(
    () => true,
    () => false,
  );

/** Whether a Docker engine runs on this machine. */
export const isDockerRunning = () => succeeds(["info", "--format", "{{.ServerVersion}}"], { timeout: 10_000 });

/** Pulls a missing image, with a note on standard error: this may take longer than the time for a server's start. */
export async function pullImage(image: string): Promise<void> {
  if (await succeeds(["image", "inspect", image])) return;
  console.error(`Fetching the image ${image}: the program is not on PATH.`);
  await docker(["pull", "--quiet", image]);
}

/** Runs a recipe as a container, which keeps its data when it is stopped and started again. */
export function dockerLaunch(recipe: Recipe, place: Place) {
  const { image, port, options, command, user } = recipe.container;
  const name = `seller-orchestra-${recipe.name}-${process.pid}-${place.port}`;
  const url = new URL(recipe.url(place));
  if (user) url.username = user;
  let made = false;
  return {
    url: url.href,
    ping: recipe.ping,
    command(): [string, ...string[]] {
      if (made) return ["docker", "start", "--attach", name];
      made = true;
      guard.container(name);
      const publish = `127.0.0.1:${place.port}:${port}`;
      return ["docker", "run", "--name", name, "--publish", publish, ...options(place), image, ...command(place)];
    },
    async send(signal: NodeJS.Signals): Promise<void> {
      await docker(["kill", `--signal=${signal}`, name]);
    },
    async remove(): Promise<void> {
      await docker(["rm", "--force", "--volumes", name]);
    },
  };
}
