import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { guard } from "./guard.ts";
import type { Place, Recipe } from "./recipe.ts";

const docker = (args: string[], options = {}) => promisify(execFile)("docker", args, options);

/** Whether a Docker engine answers on this machine. */
export async function isDockerRunning(): Promise<boolean> {
  try {
    await docker(["info", "--format", "{{.ServerVersion}}"], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Fetches an image that is not here yet, saying so: it may take minutes, which a server has not got to start. */
export async function pullImage(image: string): Promise<void> {
  const here = await docker(["image", "inspect", image]).then(
    () => true,
    () => false,
  );
  if (here) return;
  console.error(`Fetching the image ${image}: the program is not on PATH.`);
  await docker(["pull", "--quiet", image]);
}

/** Runs a recipe as a container that keeps its data between a stop and the next start. */
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
